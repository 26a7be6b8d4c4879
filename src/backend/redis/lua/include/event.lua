-- Delivery of events inside one partition. Needs: arguments, later, inbox, ring, instance, event-entry, spread.

-- Arrival numbers are microseconds of the server's clock, pushed forward where it stands still or goes back: they
-- grow within a partition, and across the partitions of one server they follow the order of arrival. The clock stands
-- still while a script runs, so it is read once, and the last number is written down when others are to read it.
local lastArrival, notedArrival

local function nextArrival(tag)
  if not lastArrival then
    local time = redis.call('TIME')
    local before = tonumber(redis.call('GET', tag .. ':arrival') or 0)
    lastArrival = math.max(before, tonumber(time[1]) * 1000000 + tonumber(time[2]) - 1)
  end
  lastArrival = lastArrival + 1
  return string.format('%.0f', lastArrival)
end

local function noteArrivals(tag)
  if lastArrival == notedArrival then return end
  redis.call('SET', tag .. ':arrival', string.format('%.0f', lastArrival))
  notedArrival = lastArrival
end

-- Arguments: each key after '1' to keep or '0'. Returns the keys, those that it is to be kept under, and how many wait.
local function readKeys(tag, keyCount)
  local keys, kept, count = {}, {}, 0
  for position = 1, keyCount do
    local argument = take()
    local key = string.sub(argument, 2)
    keys[position] = key
    if string.sub(argument, 1, 1) == '1' then kept[#kept + 1] = key end
    count = count + redis.call('ZCARD', tag .. ':waits:' .. key)
  end
  return keys, kept, count
end

-- Arguments: each start as `create` takes it. `waiting` is how many wait under the keys.
-- Returns how many instances were reached, which of them the caller is to answer, and 1 when it goes on in slices or 0.
local function route(tag, identity, event, arrival, now, here, keys, waiting, startCount)
  local reached, own, count = {}, {}, 0
  local function reach(instance)
    if reached[instance] then return end
    reached[instance] = true
    count = count + 1
    if tell(tag, instance, now, here) then own[#own + 1] = instance end
  end
  local long = isLong(tag, keys, waiting)
  if long then
    spread(tag, identity, event, arrival, now, keys)
  elseif waiting > 0 then
    for _, key in ipairs(keys) do
      for _, instance in ipairs(redis.call('ZRANGE', tag .. ':waits:' .. key, 0, -1)) do
        deliver(tag, instance, key, event, arrival, '')
        reach(instance)
      end
    end
  end
  -- What is born has seen what arrived before.
  if startCount ~= '0' then noteArrivals(tag) end
  for _ = 1, startCount do
    local id, created = create(tag, addLater)
    if created then reach(id) end
  end
  return count, own, long and 1 or 0
end

-- Stores the event, once for all keys it is kept under; in its own partition also how many instances it reached, and
-- its route for the others or ''.
local function keep(tag, identity, event, arrival, now, keys, reached, others)
  local record = tag .. ':event:' .. identity
  local fields = { 'event', event, 'arrival', arrival, 'acceptedAt', now }
  local function put(field, value)
    fields[#fields + 1] = field
    fields[#fields + 1] = value
  end
  if #keys > 0 then put('keys', cjson.encode(keys)) end
  if reached then put('deliveries', reached) end
  if others and others ~= '' then
    put('route', others)
    redis.call('ZADD', tag .. ':routing', now, identity)
  end
  redis.call('HSET', record, unpack(fields))
  addLater(tag .. ':retained', now, identity)
  for _, key in ipairs(keys) do redis.call('ZADD', tag .. ':kept:' .. key, arrival, identity) end
end

-- Drops all that is stored of an event in this partition.
local function drop(tag, identity)
  local keys = redis.call('HGET', tag .. ':event:' .. identity, 'keys')
  for _, key in ipairs(keys and cjson.decode(keys) or {}) do redis.call('ZREM', tag .. ':kept:' .. key, identity) end
  redis.call('DEL', tag .. ':event:' .. identity)
  redis.call('ZREM', tag .. ':retained', identity)
  redis.call('ZREM', tag .. ':accepted', identity)
  redis.call('ZREM', tag .. ':routing', identity)
end

-- Drops events accepted at `horizon` or before, at most `limit`. Half-routed ones stay until they are routed.
-- Returns how many were dropped.
local function forget(tag, horizon, limit)
  local expired = redis.call('ZRANGEBYSCORE', tag .. ':retained', '-inf', horizon, 'LIMIT', 0, limit)
  local dropped = 0
  for _, identity in ipairs(expired) do
    if not redis.call('ZSCORE', tag .. ':routing', identity) then
      drop(tag, identity)
      dropped = dropped + 1
    end
  end
  return dropped
end

-- What a call takes in may be as much as it forgets, and old events are to become fewer all the same.
local FORGET_AT_ONCE = 200
local forgotten = false

local function forgetOnce(tag, horizon)
  if forgotten then return end
  forgotten = true
  forget(tag, horizon, FORGET_AT_ONCE)
end
