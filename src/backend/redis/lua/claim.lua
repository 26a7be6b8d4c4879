-- Takes instances out of the ring lists, one workflow after the other, with what their turns start from. When some are
-- left the bell goes on to the next process with a free place.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 how many at the most (0 just passes the bell on), 3 how many inbox entries of each at the most,
--       4 key of the definitions' revision ('' not to look)
-- Returns { id, workflow, and what `load` returns }...

--- include inbox
--- include ring
--- include work

local tag, now, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local rings, pending, claimed = tag .. ':rings', tag .. ':pending', {}

-- Lists may name instances that were answered since, or claimed by a later ring.
local function claim(workflow, instance)
  if redis.call('ZSCORE', pending, instance) ~= 'inf' then return end
  local work = readWork(tag, instance, ARGV[3], ARGV[4])
  if #work < 4 then
    redis.call('ZREM', pending, instance)
    return
  end
  redis.call('ZADD', pending, now, instance)
  claimed[#claimed + 1] = { instance, workflow, unpack(work) }
end

-- One round goes to each workflow once and gives it an equal share of what may still be claimed. Lists of nothing but
-- old names are not read to their end at once.
local rounds, waiting = 10, wanted > 0 and redis.call('LLEN', rings) or 0
while waiting > 0 and rounds > 0 do
  rounds = rounds - 1
  for left = waiting, 1, -1 do
    local share = math.ceil((wanted - #claimed) / left)
    if share == 0 then break end
    local workflow = redis.call('LPOP', rings)
    local list = tag .. ':ring:' .. workflow
    for _, instance in ipairs(redis.call('LPOP', list, share) or {}) do claim(workflow, instance) end
    if redis.call('EXISTS', list) == 1 then redis.call('RPUSH', rings, workflow) end
  end
  waiting = #claimed < wanted and redis.call('LLEN', rings) or 0
end

if redis.call('EXISTS', rings) == 1 then
  ring(tag, now)
else
  redis.call('DEL', tag .. ':bell', tag .. ':rung')
end
return claimed
