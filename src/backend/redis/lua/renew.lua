-- Begins the lease of an effect anew, by the server's clock.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 field of the effect, 3 owner, 4 milliseconds of the lease
-- Returns 1, or 0 when the effect is gone or another owner has it.

--- include clock
--- include effect

local tag, id, field = KEYS[1], ARGV[1], ARGV[2]
local held = redis.call('HGET', tag .. ':instance:' .. id, field)
if not held or unpackEffect(held) ~= ARGV[3] then return 0 end
redis.call('ZADD', tag .. ':leases', 'XX', clock() + ARGV[4], leaseOf(id, field, held))
return 1
