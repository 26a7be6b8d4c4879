-- Who waits under a key, in the order in which they came to wait: events go to those who were there before them.

-- Waits that begin together share a number; under one key each instance has one of its own.
local function nextWait(tag)
  return redis.call('INCR', tag .. ':waited')
end

-- An early wait is given kept events when it begins, so it begins anew. Another one goes on where it is there already.
local function addWait(tag, key, instance, number, early)
  if early then
    redis.call('ZADD', tag .. ':waits:' .. key, number, instance)
  else
    redis.call('ZADD', tag .. ':waits:' .. key, 'NX', number, instance)
  end
end

local function removeWait(tag, key, instance)
  redis.call('ZREM', tag .. ':waits:' .. key, instance)
end
