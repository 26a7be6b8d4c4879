-- Adds a stimulus to an instance's inbox, once per id.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 id of the entry, 3 stimulus, 4 now, 5 how many ids are remembered, the newest,
--       6 '1' when the caller answers itself or '0'
-- Returns 0 when the instance is missing or has ended or the id was pushed before, 1 when the stimulus was added, 2 when
-- the caller is to answer it too.

--- include inbox
--- include ring

local tag, id = KEYS[1], ARGV[1]
local status = redis.call('HGET', tag .. ':instance:' .. id, 'status')
if not status or ENDED[status] then return 0 end
local pushed, time = tag .. ':pushed:' .. id, redis.call('TIME')
local order = string.format('%.0f', time[1] * 1000000 + time[2])
if redis.call('ZADD', pushed, 'NX', order, ARGV[2]) == 0 then return 0 end
redis.call('ZREMRANGEBYRANK', pushed, 0, -1 - ARGV[5])
receive(tag, id, ARGV[2], ARGV[3])
return tell(tag, id, ARGV[4], ARGV[6]) and 2 or 1
