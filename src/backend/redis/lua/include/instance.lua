-- Creates an instance `pending`, unless the id is taken. Its inbox begins with an entry `start` that is not written: the
-- version 0 says so. Needs: arguments.

-- Arguments: id, state, namespace, name, version, startedAt, origin or ''. `add` puts a member into a sorted set, now or
-- later. Returns the id, and whether it was created.
local function create(tag, add)
  local id, state, namespace, name, version, started, origin = take(), take(), take(), take(), take(), take(), take()
  local key = tag .. ':instance:' .. id
  if redis.call('HSETNX', key, 'version', 0) == 0 then return id, false end
  local row = { 'state', state, 'status', 'pending', 'namespace', namespace, 'name', name, 'workflow', version,
    'startedAt', started, 'born', redis.call('GET', tag .. ':arrival') or 0, 'entries', 0, 'waited', 0 }
  if origin ~= '' then
    row[#row + 1] = 'origin'
    row[#row + 1] = origin
  end
  redis.call('HSET', key, unpack(row))
  add(tag .. ':instances:all', started, id)
  add(tag .. ':instances:live', started, id)
  return id, true
end
