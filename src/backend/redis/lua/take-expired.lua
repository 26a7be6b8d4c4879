-- Takes over effects whose lease has ended by the server's clock.
-- KEYS: 1 tag of the partition
-- ARGV: 1 how many at the most, 2 owner, 3 milliseconds of the lease
-- Returns { instance, effect }..., the oldest lease first.

--- include clock

local tag, now, taken = KEYS[1], clock(), {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':leases', '-inf', now, 'LIMIT', 0, ARGV[1])) do
  local instance, effect = string.match(member, '^([^\n]*)\n(.*)$')
  local key = tag .. ':instance:' .. instance
  local held = redis.call('HGET', key, 'effect:' .. effect)
  local json = string.match(held, '^[^\n]*\n(.*)$')
  redis.call('HSET', key, 'effect:' .. effect, ARGV[2] .. '\n' .. json)
  redis.call('ZADD', tag .. ':leases', now + ARGV[3], member)
  taken[#taken + 1] = { instance, json }
end
return taken
