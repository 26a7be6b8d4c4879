-- Reads accepted events of this partition, newest first.
-- KEYS: 1 tag of the partition
-- ARGV: 1 how many to skip, 2 how many to read
-- Returns { event, arrival, acceptedAt, deliveries }...

local found = {}
for _, identity in ipairs(redis.call('ZREVRANGE', KEYS[1] .. ':accepted', ARGV[1], ARGV[1] + ARGV[2] - 1)) do
  found[#found + 1] = redis.call('HMGET', KEYS[1] .. ':event:' .. identity, 'event', 'arrival', 'acceptedAt', 'deliveries')
end
return found
