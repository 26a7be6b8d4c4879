-- Finds instances with something in their inbox that nobody was told of since `before`, and drops expired events.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 before, 3 retention, 4 deliveries this old are forgotten ('' for none), 5 how many at the most
-- Returns 1 when there may be more, then the ids to ring.

--- include event

local tag, now, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[5])
local missed = redis.call('ZRANGEBYSCORE', tag .. ':pending', '-inf', ARGV[2], 'LIMIT', 0, limit)
for _, id in ipairs(missed) do redis.call('ZADD', tag .. ':pending', now, id) end
local forgotten = forget(tag, now - ARGV[3], limit)
if ARGV[4] ~= '' then redis.call('ZREMRANGEBYSCORE', tag .. ':delivered', '-inf', ARGV[4]) end
table.insert(missed, 1, (#missed == limit or forgotten == limit) and 1 or 0)
return missed
