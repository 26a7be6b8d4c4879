-- Who is told that an instance has something to do: the process that wrote it, when it answers itself ("here"), or
-- whoever claims from this partition. `pending` has the truth: the time at which somebody here took it on himself, or
-- +inf while it stands in the ring list of its workflow. `rings` has the names of the workflows with such a list, in the
-- order in which they are claimed from. When it becomes non-empty, one token is put under `bell`, which a process with a
-- free place takes by a blocking read; `rung` says when. Needs: inbox.
--
-- The token carries the instance that made `rings` non-empty, with what its turn starts from, so that the turn begins
-- before anything is claimed. The instance stands in its list all the same: with the token nothing is lost.

-- Bytes and inbox entries that a token carries at the most.
local CARRIED_BYTES, CARRIED_ENTRIES = 65536, 16

-- What a turn starts from: the definitions' revision as the caller knows it ('' where he does not), version, status,
-- definition, startedAt, what the instance was given, and its state or '', which are WORK_HEAD; then id and stimulus of each
-- inbox entry, oldest first, at most `limit` of them and the `start` of one that has had no turn yet; nothing when the
-- instance is missing.
local WORK_HEAD = 7

local function readWork(tag, instance, limit, revision)
  local row = redis.call('HMGET', tag .. ':instance:' .. instance,
    'version', 'status', 'definition', 'startedAt', 'given', 'state')
  if not row[1] then return {} end
  local work = { revision, row[1], row[2], row[3], row[4], row[5], row[6] or '' }
  if row[1] == '0' then
    work[8], work[9] = 'start', START
  end
  local ids = redis.call('LRANGE', tag .. ':inbox:' .. instance, 0, limit - 1)
  if #ids == 0 then return work end
  local stimuli = redis.call('HMGET', tag .. ':entries:' .. instance, unpack(ids))
  for index, id in ipairs(ids) do
    work[#work + 1] = id
    work[#work + 1] = stimuli[index]
  end
  return work
end

-- The definitions' revision by its key, '' for none.
local function readRevision(key)
  return key ~= '' and (redis.call('GET', key) or '0') or ''
end

-- A JSON array: now, instance, workflow, and what `readWork` gives. 1 when there is nothing to carry, or too much.
local function tokenOf(tag, now, instance, workflow)
  -- Claims have noted where the revision is, unless that may be on another server. A store may have moved since.
  local key = redis.call('GET', tag .. ':revision-key')
  local revision = key and redis.pcall('GET', key)
  local known = key and type(revision) ~= 'table' and (revision or '0') or ''
  local work, size = readWork(tag, instance, CARRIED_ENTRIES, known), 0
  for _, field in ipairs(work) do size = size + (field and #field or CARRIED_BYTES) end
  if #work <= WORK_HEAD or size > CARRIED_BYTES then return 1 end
  return cjson.encode({ now, instance, workflow, unpack(work) })
end

local function ring(tag, now, token)
  redis.call('SET', tag .. ':rung', now)
  redis.call('DEL', tag .. ':bell')
  redis.call('RPUSH', tag .. ':bell', token or 1)
end

-- Puts an instance that is marked +inf into the ring list of its workflow. True when nobody is on the way yet, and the
-- workflow.
local function append(tag, instance)
  local definition = redis.call('HGET', tag .. ':instance:' .. instance, 'definition')
  if not definition then
    redis.call('ZREM', tag .. ':pending', instance)
    return false
  end
  local workflow = string.match(definition, '^[^/]*/[^/]*')
  local first = redis.call('RPUSH', tag .. ':ring:' .. workflow, instance) == 1
    and redis.call('RPUSH', tag .. ':rings', workflow) == 1
  return first, workflow
end

-- Notes that an instance has something to do. `here` is '1' when the caller answers itself. True when it has to.
local function tell(tag, instance, now, here)
  if here == '1' then return mark(tag, instance, now) end
  if redis.call('ZADD', tag .. ':pending', 'NX', '+inf', instance) == 1 then
    local first, workflow = append(tag, instance)
    if first then ring(tag, now, tokenOf(tag, now, instance, workflow)) end
  end
  return false
end
