-- Takes over effects whose lease has ended by the server's clock, the oldest lease first.
-- KEYS: 1 tag of the partition
-- ARGV: 1 how many at the most, 2 owner, 3 milliseconds of the lease
-- Returns { instance, field, what is to be known of the effect }... in the order in which they were added.

--- include clock
--- include effect

local tag, now, taken = KEYS[1], clock(), {}
local expired = redis.call('ZRANGEBYSCORE', tag .. ':leases', '-inf', now, 'LIMIT', 0, ARGV[1])
-- A lease begins with the order of its effect.
table.sort(expired)
for _, lease in ipairs(expired) do
  local order, instance, field = string.match(lease, '^(%d+)\n([^\n]*)\n(.*)$')
  local key = tag .. ':instance:' .. instance
  local held = redis.call('HGET', key, field)
  local _, current, rest = unpackEffect(held or '\n')
  -- The effect is gone, or a later one under its key has a lease of its own.
  if current ~= order then
    redis.call('ZREM', tag .. ':leases', lease)
  else
    redis.call('HSET', key, field, ARGV[2] .. '\n' .. order .. '\n' .. rest)
    redis.call('ZADD', tag .. ':leases', now + ARGV[3], lease)
    taken[#taken + 1] = { instance, field, rest }
  end
end
return taken
