-- Creates an instance `pending`, unless the id is taken. Its inbox begins with an entry `start` that is not written: the
-- version 0 says so. Needs: arguments.

-- Arguments: id, state, namespace, name, version, startedAt, origin or ''. Returns the id, and whether it was created.
local function create(tag)
  local id, state, namespace, name, version, started, origin = take(), take(), take(), take(), take(), take(), take()
  local key = tag .. ':instance:' .. id
  if redis.call('HSETNX', key, 'version', 0) == 0 then return id, false end
  local born = redis.call('GET', tag .. ':arrival') or 0
  redis.call('HSET', key, 'state', state, 'status', 'pending', 'namespace', namespace, 'name', name,
    'workflow', version, 'startedAt', started, 'born', born, 'entries', 0, 'waited', 0)
  if origin ~= '' then redis.call('HSET', key, 'origin', origin) end
  redis.call('ZADD', tag .. ':instances:all', started, id)
  redis.call('ZADD', tag .. ':instances:live', started, id)
  return id, true
end
