-- Stores a definition unless that version exists.
-- KEYS: 1 tag of what belongs to no partition
-- ARGV: 1 id, 2 hash, 3 definition
-- Returns 'created', 'unchanged' or 'conflict'.

local known = redis.call('HGET', KEYS[1] .. ':definition-hashes', ARGV[1])
if known then return known == ARGV[2] and 'unchanged' or 'conflict' end
redis.call('HSET', KEYS[1] .. ':definition-hashes', ARGV[1], ARGV[2])
redis.call('HSET', KEYS[1] .. ':definitions', ARGV[1], ARGV[3])
redis.call('INCR', KEYS[1] .. ':revision')
return 'created'
