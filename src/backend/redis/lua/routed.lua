-- Notes that an event was delivered to all other partitions.
-- KEYS: 1 tag of the event's partition
-- ARGV: 1 identity, 2 how many instances were reached there
-- Returns 1, or 0 when it was noted before.

local record = KEYS[1] .. ':event:' .. ARGV[1]
if redis.call('ZREM', KEYS[1] .. ':routing', ARGV[1]) == 0 then return 0 end
redis.call('HDEL', record, 'route')
redis.call('HINCRBY', record, 'deliveries', ARGV[2])
return 1
