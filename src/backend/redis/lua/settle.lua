-- Forgets an effect that is done and adds its result to the inbox under the effect's key.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 field of the effect, 3 its key, 4 result or '', 5 now
-- Returns -1 when the effect is gone already, 1 to ring, else 0.

--- include effect
--- include inbox

local tag, id, field, effect, result = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local key = tag .. ':instance:' .. id
local row = redis.call('HMGET', key, field, 'status')
if not row[1] then return -1 end
redis.call('ZREM', tag .. ':leases', leaseOf(id, field, row[1]))
redis.call('HDEL', key, field)
if result == '' or ENDED[row[2]] then return 0 end
receive(tag, id, effect, result)
return mark(tag, id, ARGV[5]) and 1 or 0
