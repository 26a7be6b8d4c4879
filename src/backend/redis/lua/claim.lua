-- Takes instances out of the ring lists, one workflow after the other, with what their turns start from. When some are
-- left the bell goes on to the next process with a free place.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 how many at the most (0 just passes the bell on), 3 how many inbox entries of each at the most
-- Returns { id, workflow, and what `load` returns }...

--- include inbox
--- include ring
--- include work

local tag, now, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local rings, pending, claimed = tag .. ':rings', tag .. ':pending', {}

-- Lists may name instances that were answered since, or claimed by a later ring.
local function claim(workflow, instance)
  if redis.call('ZSCORE', pending, instance) ~= 'inf' then return end
  local work = readWork(tag, instance, ARGV[3])
  if #work < 3 then
    redis.call('ZREM', pending, instance)
    return
  end
  redis.call('ZADD', pending, now, instance)
  claimed[#claimed + 1] = { instance, workflow, unpack(work) }
end

while #claimed < wanted do
  local workflow = redis.call('LPOP', rings)
  if not workflow then break end
  local list = tag .. ':ring:' .. workflow
  local share = math.ceil((wanted - #claimed) / (redis.call('LLEN', rings) + 1))
  for _, instance in ipairs(redis.call('LPOP', list, share) or {}) do claim(workflow, instance) end
  if redis.call('EXISTS', list) == 1 then redis.call('RPUSH', rings, workflow) end
end

if redis.call('EXISTS', rings) == 1 then
  ring(tag, now)
else
  redis.call('DEL', tag .. ':bell', tag .. ':rung')
end
return claimed
