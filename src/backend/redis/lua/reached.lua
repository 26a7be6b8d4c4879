-- Counts instances that an event reached after it was taken in.
-- KEYS: 1 tag of the event's partition
-- ARGV: 1 identity, 2 how many

local record = KEYS[1] .. ':event:' .. ARGV[1]
if redis.call('HEXISTS', record, 'deliveries') == 0 then return 0 end
return redis.call('HINCRBY', record, 'deliveries', ARGV[2])
