-- Takes over effects whose lease has ended by the server's clock, the oldest lease first.
-- KEYS: 1 tag of the partition
-- ARGV: 1 how many at the most, 2 owner, 3 milliseconds of the lease
-- Returns { instance, effect }... in the order in which they were added.

--- include clock
--- include effect

local tag, now, taken = KEYS[1], clock(), {}
local expired = redis.call('ZRANGEBYSCORE', tag .. ':leases', '-inf', now, 'LIMIT', 0, ARGV[1])
-- A lease begins with the order of its effect.
table.sort(expired)
for _, lease in ipairs(expired) do
  local order, instance, effect = string.match(lease, '^(%d+)\n([^\n]*)\n(.*)$')
  local _, current, json = readEffect(tag, instance, effect)
  if current == order then
    redis.call('HSET', tag .. ':instance:' .. instance, 'effect:' .. effect, ARGV[2] .. '\n' .. order .. '\n' .. json)
    redis.call('ZADD', tag .. ':leases', now + ARGV[3], lease)
    taken[#taken + 1] = { instance, json }
  else
    redis.call('ZREM', tag .. ':leases', lease)
  end
end
return taken
