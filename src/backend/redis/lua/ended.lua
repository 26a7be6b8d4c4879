-- Reads instances that ended at `horizon` or earlier, those that ended first before the others. What an ended schedule
-- is, and what has not ended after all, is taken off the list: it is not forgotten.
-- KEYS: 1 tag of the partition
-- ARGV: 1 horizon, 2 how many to skip, 3 how many to look at
-- Returns how many were looked at, then { id, origin or '' } of each.

--- include inbox

local tag, found = KEYS[1], {}
local ids = redis.call('ZRANGEBYSCORE', tag .. ':ended', '-inf', ARGV[1], 'LIMIT', ARGV[2], ARGV[3])
for _, id in ipairs(ids) do
  local row = redis.call('HMGET', tag .. ':instance:' .. id, 'status', 'definition', 'origin')
  -- No workflow has such a name.
  if not ENDED[row[1]] or string.find(row[2], '~schedule', 1, true) then
    redis.call('ZREM', tag .. ':ended', id)
  else
    found[#found + 1] = { id, row[3] or '' }
  end
end
return { #ids, unpack(found) }
