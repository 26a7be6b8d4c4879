-- KEYS: 1 tag of what belongs to no partition
-- ARGV: 1 id
-- Returns 1 when it was removed, 0 when it was not there.

if redis.call('HDEL', KEYS[1] .. ':definitions', ARGV[1]) == 0 then return 0 end
redis.call('HDEL', KEYS[1] .. ':definition-hashes', ARGV[1])
redis.call('INCR', KEYS[1] .. ':revision')
return 1
