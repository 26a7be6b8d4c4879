-- Begins the lease of an effect anew, by the server's clock.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 key of the effect, 3 owner, 4 milliseconds of the lease
-- Returns 1, or 0 when the effect is gone or another owner has it.

--- include clock

local held = redis.call('HGET', KEYS[1] .. ':instance:' .. ARGV[1], 'effect:' .. ARGV[2])
if not held or string.sub(held, 1, #ARGV[3] + 1) ~= ARGV[3] .. '\n' then return 0 end
redis.call('ZADD', KEYS[1] .. ':leases', 'XX', clock() + ARGV[4], ARGV[1] .. '\n' .. ARGV[2])
return 1
