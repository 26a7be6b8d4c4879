-- Adds a stimulus to an instance's inbox, once per id, as far as ids are remembered: `pushed` has them by their order.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 id of the entry, 3 stimulus, 4 now, 5 how many ids are remembered, the newest
-- Returns -1 when the instance is missing or has ended or the id was pushed before, 1 to ring, else 0.

--- include inbox

local key = KEYS[1] .. ':instance:' .. ARGV[1]
local status = redis.call('HGET', key, 'status')
if not status or ENDED[status] then return -1 end
local pushed, time = KEYS[1] .. ':pushed:' .. ARGV[1], redis.call('TIME')
local order = string.format('%.0f', time[1] * 1000000 + time[2])
if redis.call('ZADD', pushed, 'NX', order, ARGV[2]) == 0 then return -1 end
redis.call('ZREMRANGEBYRANK', pushed, 0, -1 - ARGV[5])
receive(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
return mark(KEYS[1], ARGV[1], ARGV[4]) and 1 or 0
