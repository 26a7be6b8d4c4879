-- Removes instances that ended at `horizon` or earlier, with their logs. One with a pending effect stays.
-- KEYS: 1 tag of the partition
-- ARGV: 1 horizon, then ids
-- Returns how many were removed.

--- include inbox

local tag, horizon, removed = KEYS[1], tonumber(ARGV[1]), 0

local function isPending(key)
  for _, field in ipairs(redis.call('HKEYS', key)) do
    if string.sub(field, 1, 7) == 'effect:' then return true end
  end
end

for index = 2, #ARGV do
  local id = ARGV[index]
  local key = tag .. ':instance:' .. id
  local status, ended = redis.call('HGET', key, 'status'), redis.call('ZSCORE', tag .. ':ended', id)
  if ENDED[status] and ended and tonumber(ended) <= horizon and not isPending(key) then
    redis.call('UNLINK', key, tag .. ':inbox:' .. id, tag .. ':entries:' .. id, tag .. ':pushed:' .. id, tag .. ':history:' .. id)
    redis.call('ZREM', tag .. ':instances:all', id)
    redis.call('ZREM', tag .. ':instances:' .. status, id)
    redis.call('ZREM', tag .. ':ended', id)
    removed = removed + 1
  end
end
return removed
