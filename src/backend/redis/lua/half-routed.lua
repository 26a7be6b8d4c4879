-- Reads events that were accepted at `before` or earlier and are not routed to all partitions yet.
-- KEYS: 1 tag of the partition
-- ARGV: 1 before, 2 how many to skip, 3 how many at the most
-- Returns { identity, event, acceptedAt, route }...

local found = {}
for _, identity in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1] .. ':routing', '-inf', ARGV[1], 'LIMIT', ARGV[2], ARGV[3])) do
  local row = redis.call('HMGET', KEYS[1] .. ':event:' .. identity, 'event', 'acceptedAt', 'route')
  found[#found + 1] = { identity, row[1], row[2], row[3] }
end
return found
