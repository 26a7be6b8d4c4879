-- Stores a service under its file name.
-- KEYS: 1 tag of what belongs to no partition
-- ARGV: 1 file, 2 service
-- Returns 'created', 'updated' or 'unchanged'.

local key = KEYS[1] .. ':services'
local known = redis.call('HGET', key, ARGV[1])
if known == ARGV[2] then return 'unchanged' end
redis.call('HSET', key, ARGV[1], ARGV[2])
return known and 'updated' or 'created'
