-- Takes over effects whose lease ended at `now` or before.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 how many at the most, 3 owner, 4 end of the lease
-- Returns { instance, effect }..., the oldest lease first.

local tag, taken = KEYS[1], {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':leases', '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local instance, effect = string.match(member, '^([^\n]*)\n(.*)$')
  local key = tag .. ':instance:' .. instance
  local held = redis.call('HGET', key, 'effect:' .. effect)
  local json = string.match(held, '^[^\n]*\n(.*)$')
  redis.call('HSET', key, 'effect:' .. effect, ARGV[3] .. '\n' .. json)
  redis.call('ZADD', tag .. ':leases', ARGV[4], member)
  taken[#taken + 1] = { instance, json }
end
return taken
