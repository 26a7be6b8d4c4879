-- Delivery of an event inside one partition. Needs: arguments, inbox, ring, instance,
-- event-entry, spread.

-- Arrival numbers are microseconds of the server's clock, pushed forward where it stands still or goes back: they
-- grow within a partition, and across the partitions of one server they follow the order of arrival.
local function nextArrival(tag)
  local time = redis.call('TIME')
  local arrival = tonumber(time[1]) * 1000000 + tonumber(time[2])
  local last = tonumber(redis.call('GET', tag .. ':arrival') or 0)
  if arrival <= last then arrival = last + 1 end
  local text = string.format('%.0f', arrival)
  redis.call('SET', tag .. ':arrival', text)
  return text
end

-- Arguments: number of keys, then key and '1' to keep or '0' for each; number of starts, then each as `create` takes it.
-- Returns how many instances were reached, which of them the caller is to answer, the keys it is to be kept under, and
-- 1 when it goes on in slices or 0.
local function route(tag, identity, event, arrival, now, here)
  local reached, own, keys, kept, count = {}, {}, {}, {}, 0
  local function reach(instance)
    if reached[instance] then return end
    reached[instance] = true
    count = count + 1
    if tell(tag, instance, now, here) then own[#own + 1] = instance end
  end
  for _ = 1, tonumber(take()) do
    local key, keep = take(), take()
    keys[#keys + 1] = key
    if keep == '1' then kept[#kept + 1] = key end
  end
  local long = isLong(tag, keys)
  if long then
    spread(tag, identity, event, arrival, now, keys)
  else
    for _, key in ipairs(keys) do
      for _, instance in ipairs(redis.call('ZRANGE', tag .. ':waits:' .. key, 0, -1)) do
        deliver(tag, instance, key, event, arrival)
        reach(instance)
      end
    end
  end
  for _ = 1, tonumber(take()) do
    local id, created = create(tag, addNow)
    if created then reach(id) end
  end
  return count, own, kept, long and 1 or 0
end

-- Stores the event, once for all keys it is kept under.
local function keep(tag, identity, event, arrival, now, keys)
  redis.call('HSET', tag .. ':event:' .. identity, 'event', event, 'arrival', arrival, 'acceptedAt', now)
  redis.call('ZADD', tag .. ':retained', now, identity)
  if #keys == 0 then return end
  redis.call('HSET', tag .. ':event:' .. identity, 'keys', cjson.encode(keys))
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
