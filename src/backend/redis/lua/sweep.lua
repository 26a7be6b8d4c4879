-- Hands on what nobody has answered since `before`: instances that somebody took on himself, rings that nobody followed.
-- Drops expired events.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 before, 3 retention, 4 deliveries this old are forgotten ('' for none), 5 how many at the most
-- Returns 1 when there may be more or 0, 1 when nobody had followed a ring or 0, 1 when an event goes on in slices or 0.

--- include inbox
--- include ring
--- include event

-- Milliseconds by which the clocks of two processes may differ.
local SKEW = 5000

local tag, now, before, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[5])
local pending, rings = tag .. ':pending', tag .. ':rings'
-- A time so far ahead is that of a clock that is wrong: whoever wrote it may be gone for just as long.
local function isOld(time) return time <= before or time > now + SKEW end
local missed = redis.call('ZRANGEBYSCORE', pending, '-inf', before, 'LIMIT', 0, limit)
for _, instance in ipairs(redis.call('ZRANGEBYSCORE', pending, '(' .. now + SKEW, '(+inf', 'LIMIT', 0, limit - #missed)) do
  missed[#missed + 1] = instance
end
for _, instance in ipairs(missed) do redis.call('ZADD', pending, '+inf', instance) end
-- Lists are written with their marks; should they be gone all the same, the marks count.
if #missed == 0 and redis.call('EXISTS', rings) == 0 then
  missed = redis.call('ZRANGEBYSCORE', pending, '+inf', '+inf', 'LIMIT', 0, limit)
end
local fresh = false
for _, instance in ipairs(missed) do fresh = append(tag, instance) or fresh end
local rung = redis.call('GET', tag .. ':rung')
local overdue = not fresh and redis.call('EXISTS', rings) == 1 and (not rung or isOld(tonumber(rung)))
if fresh or overdue then ring(tag, now) end

local forgotten = forget(tag, now - ARGV[3], limit)
if ARGV[4] ~= '' then redis.call('ZREMRANGEBYSCORE', tag .. ':delivered', '-inf', ARGV[4]) end
local more = #missed == limit or forgotten == limit
return { more and 1 or 0, overdue and 1 or 0, redis.call('EXISTS', tag .. ':spreading') }
