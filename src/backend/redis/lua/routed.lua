-- Notes that an event was delivered to all other partitions.
-- KEYS: 1 tag of the event's partition
-- ARGV: 1 identity, 2 how many instances were reached there
-- Returns 1, or 0 when it was noted before. Of two processes that route one event at once each tells what it reached.

local record = KEYS[1] .. ':event:' .. ARGV[1]
if redis.call('EXISTS', record) == 1 then redis.call('HINCRBY', record, 'deliveries', ARGV[2]) end
redis.call('HDEL', record, 'route')
return redis.call('ZREM', KEYS[1] .. ':routing', ARGV[1])
