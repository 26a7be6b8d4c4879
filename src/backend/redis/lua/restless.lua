-- Which of some partitions that share a server a sweep has to see: all but those where nobody has anything to do, no
-- event is under way, and none is old.
-- KEYS: 1 tag of the first partition
-- ARGV: 1 events accepted by then are old, 2 deliveries of then are old, 3.. tags of the other partitions
-- Returns their places, from 0.

local retained, delivered = tonumber(table.remove(ARGV, 1)), tonumber(table.remove(ARGV, 1))

local function isOld(key, horizon)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  return first and tonumber(first) <= horizon
end

local function isRestless(tag)
  return redis.call('EXISTS', tag .. ':pending', tag .. ':rings', tag .. ':routing', tag .. ':spreading') > 0
    or isOld(tag .. ':retained', retained) or isOld(tag .. ':delivered', delivered)
end

local found = {}
for place, tag in ipairs({ KEYS[1], unpack(ARGV) }) do
  if isRestless(tag) then found[#found + 1] = place - 1 end
end
return found
