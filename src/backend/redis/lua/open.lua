-- Fixes the number of partitions when the store is first used.
-- KEYS: 1 tag of what belongs to no partition
-- ARGV: 1 format of the rows, 2 number of partitions for a new store
-- Returns format and number of partitions of the store.

local key = KEYS[1] .. ':store'
if redis.call('HSETNX', key, 'format', ARGV[1]) == 1 then redis.call('HSET', key, 'partitions', ARGV[2]) end
return redis.call('HMGET', key, 'format', 'partitions')
