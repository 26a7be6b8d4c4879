-- Who is told that an instance has something to do: the process that wrote it, when it answers itself ("here"), or
-- whoever claims from this partition. `pending` has the truth: the time at which somebody here took it on himself, or
-- +inf while it stands in the ring list of its workflow. `rings` has the names of the workflows with such a list, in the
-- order in which they are claimed from. When it becomes non-empty, one token is put under `bell`, which a process with a
-- free place takes by a blocking read; `rung` says when. Needs: inbox.

local function ring(tag, now)
  redis.call('SET', tag .. ':rung', now)
  redis.call('DEL', tag .. ':bell')
  redis.call('RPUSH', tag .. ':bell', 1)
end

-- Puts an instance that is marked +inf into the ring list of its workflow. True when nobody is on the way yet.
local function append(tag, instance)
  local row = redis.call('HMGET', tag .. ':instance:' .. instance, 'namespace', 'name')
  if not row[1] then
    redis.call('ZREM', tag .. ':pending', instance)
    return false
  end
  local workflow = row[1] .. '/' .. row[2]
  return redis.call('RPUSH', tag .. ':ring:' .. workflow, instance) == 1
    and redis.call('RPUSH', tag .. ':rings', workflow) == 1
end

-- Notes that an instance has something to do. `here` is '1' when the caller answers itself. True when it has to.
local function tell(tag, instance, now, here)
  if here == '1' then return mark(tag, instance, now) end
  if redis.call('ZADD', tag .. ':pending', 'NX', '+inf', instance) == 1 and append(tag, instance) then
    ring(tag, now)
  end
  return false
end
