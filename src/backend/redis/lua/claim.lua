-- Takes instances out of the ring lists, one workflow after the other, with what their turns start from. When some are
-- left the bell goes on to the next process with a free place.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 how many at the most (0 just passes the bell on), 3 how many inbox entries of each at the most,
--       4 key of the definitions' revision ('' not to look), then, when a token carried one that the caller has begun to
--       answer: 5 this instance, 6 its workflow, 7 the version that was carried
-- Returns { id, workflow, and what `load` returns }...

--- include inbox
--- include ring

local tag, now, wanted = KEYS[1], ARGV[1], tonumber(ARGV[2])
local rings, pending, claimed, marks = tag .. ':rings', tag .. ':pending', {}, {}

local function listOf(workflow)
  return tag .. ':ring:' .. workflow
end

-- The caller has it only as it was carried: as it is by now, it is claimed like any other. Whoever was faster has marked it.
local function takeCarried(instance, workflow, version)
  local score = redis.call('ZSCORE', pending, instance)
  if score == 'inf' then
    if redis.call('HGET', tag .. ':instance:' .. instance, 'version') ~= version then return end
    redis.call('ZADD', pending, now, instance)
  end
  if redis.call('LREM', listOf(workflow), 1, instance) == 0 then return end
  redis.call('LREM', rings, 1, workflow)
  if redis.call('EXISTS', listOf(workflow)) == 1 then redis.call('RPUSH', rings, workflow) end
end

-- Lists may name instances that were answered since, or claimed by a later ring, and one twice.
local revision
local taken = {}
local function claim(workflow, instances)
  if #instances == 0 then return end
  local scores = redis.call('ZMSCORE', pending, unpack(instances))
  for index, instance in ipairs(instances) do
    if scores[index] == 'inf' and not taken[instance] then
      taken[instance] = true
      revision = revision or readRevision(ARGV[4])
      local work = readWork(tag, instance, ARGV[3], revision)
      if #work <= WORK_HEAD then
        redis.call('ZREM', pending, instance)
      else
        marks[#marks + 1] = now
        marks[#marks + 1] = instance
        claimed[#claimed + 1] = { instance, workflow, unpack(work) }
      end
    end
  end
end

-- A Redis that is full lets a script write that begins with what needs no memory; and it is to be emptied.
redis.call('DEL', tag .. ':none')
-- Where tokens have the revision from.
if wanted > 0 then
  if ARGV[4] == '' then redis.call('DEL', tag .. ':revision-key') else redis.call('SETNX', tag .. ':revision-key', ARGV[4]) end
end
if ARGV[5] then takeCarried(ARGV[5], ARGV[6], ARGV[7]) end

-- One round goes to each workflow once and gives it an equal share of what may still be claimed. Lists of nothing but
-- old names are not read to their end at once.
local rounds, waiting = 10, wanted > 0 and redis.call('LLEN', rings) or 0
while waiting > 0 and rounds > 0 do
  rounds = rounds - 1
  for left = waiting, 1, -1 do
    local share = math.ceil((wanted - #claimed) / left)
    if share == 0 then break end
    local workflow = redis.call('LPOP', rings)
    claim(workflow, redis.call('LPOP', listOf(workflow), share) or {})
    if redis.call('EXISTS', listOf(workflow)) == 1 then redis.call('RPUSH', rings, workflow) end
  end
  waiting = #claimed < wanted and redis.call('LLEN', rings) or 0
end
if #marks > 0 then redis.call('ZADD', pending, unpack(marks)) end

if redis.call('EXISTS', rings) == 1 then
  ring(tag, now)
else
  redis.call('DEL', tag .. ':bell', tag .. ':rung')
end
return claimed
