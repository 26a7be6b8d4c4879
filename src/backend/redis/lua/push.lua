-- Adds a stimulus to an instance's inbox, once per id.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 id of the entry, 3 stimulus, 4 now
-- Returns -1 when the instance is missing or has ended or the id was pushed before, 1 to ring, else 0.

--- include inbox

local key = KEYS[1] .. ':instance:' .. ARGV[1]
local status = redis.call('HGET', key, 'status')
if not status or ENDED[status] then return -1 end
if redis.call('HSETNX', key, 'pushed:' .. ARGV[2], 1) == 0 then return -1 end
receive(KEYS[1], ARGV[1], ARGV[2], ARGV[3])
return mark(KEYS[1], ARGV[1], ARGV[4]) and 1 or 0
