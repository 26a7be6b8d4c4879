-- Creates an instance `pending`, unless the id is taken. Its inbox begins with an entry `start` that is not written: the
-- version 0 says so. Before its first turn it has no state and no `entries`, and until it waits no `waited`. Needs: arguments.

-- Arguments: id, what it was given, definition (namespace/name/version), startedAt, origin (instance, newline, field of its
-- row) or ''. `add` puts a member into a sorted set, now or later. Returns the id, and whether it was created.
local function create(tag, add)
  local id, given, definition, started, origin = take(), take(), take(), take(), take()
  local key = tag .. ':instance:' .. id
  if redis.call('HSETNX', key, 'version', 0) == 0 then return id, false end
  local row = { 'given', given, 'status', 'pending', 'definition', definition, 'startedAt', started,
    'born', redis.call('GET', tag .. ':arrival') or 0 }
  if origin ~= '' then
    row[#row + 1] = 'origin'
    row[#row + 1] = origin
  end
  redis.call('HSET', key, unpack(row))
  add(tag .. ':instances:all', started, id)
  add(tag .. ':instances:live', started, id)
  return id, true
end
