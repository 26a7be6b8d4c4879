-- Events for more waiters than one script should serve. `spreading` lists them in the order of arrival; the row of each
-- says how far it has come and which wait was the last one before it; `spread-keys` counts them by key. Whoever comes to
-- wait meanwhile has a higher number, and whoever leaves is passed over. Needs: arguments, inbox, ring, event-entry.

-- Waiters that one script delivers to: others are served between two slices.
local SLICE = 500

-- How many this call has delivered to, and whether it takes no more events: those that follow one that it has no room
-- for come after it.
local served, full = 0, false

-- Whether this call delivers an event that so many wait for. One for more than a slice is only noted.
local function hasRoom(count)
  full = full or count <= SLICE and served + count > SLICE
  if not full and count <= SLICE then served = served + count end
  return not full
end

-- Whether events are on their way in slices; they stay so while this script runs.
local spreading

local function isSpreading(tag)
  if spreading == nil then spreading = redis.call('EXISTS', tag .. ':spreading') == 1 end
  return spreading
end

-- True when the event is to be delivered in slices: it has many waiters, or comes after one that is not through.
local function isLong(tag, keys, count)
  if count > SLICE then return true end
  if count == 0 or not isSpreading(tag) then return false end
  for _, key in ipairs(keys) do
    if redis.call('HEXISTS', tag .. ':spread-keys', key) == 1 then return true end
  end
  return false
end

local function spread(tag, identity, event, arrival, now, keys)
  spreading = true
  redis.call('HSET', tag .. ':spread:' .. identity, 'event', event, 'arrival', arrival, 'acceptedAt', now,
    'keys', cjson.encode(keys), 'last', redis.call('GET', tag .. ':waited') or 0, 'position', 1, 'cursor', 0)
  redis.call('RPUSH', tag .. ':spreading', identity)
  for _, key in ipairs(keys) do redis.call('HINCRBY', tag .. ':spread-keys', key, 1) end
end

local function endSpread(tag, identity, keys)
  redis.call('LREM', tag .. ':spreading', 1, identity)
  redis.call('DEL', tag .. ':spread:' .. identity, tag .. ':spread:' .. identity .. ':given')
  for _, key in ipairs(keys) do
    if redis.call('HINCRBY', tag .. ':spread-keys', key, -1) <= 0 then redis.call('HDEL', tag .. ':spread-keys', key) end
  end
end

-- Delivers to the next slice, and calls `reach` for each instance of it.
local function slice(tag, identity, reach)
  local row = redis.call('HMGET', tag .. ':spread:' .. identity,
    'event', 'arrival', 'keys', 'last', 'position', 'cursor')
  local event, arrival, last, left = row[1], row[2], row[4], SLICE
  local keys, cursor = cjson.decode(row[3]), row[6]
  -- Whoever waits under several keys is given the event under all of them at once, so that it is known for the same.
  local given = tag .. ':spread:' .. identity .. ':given'
  local function give(instance, position)
    if #keys > 1 and redis.call('SADD', given, instance) == 0 then return end
    deliver(tag, instance, keys[position], event, arrival, '')
    for other = position + 1, #keys do
      local number = redis.call('ZSCORE', tag .. ':waits:' .. keys[other], instance)
      if number and tonumber(number) <= tonumber(last) then deliver(tag, instance, keys[other], event, arrival, '') end
    end
    reach(instance)
  end
  for position = tonumber(row[5]), #keys do
    local waits = tag .. ':waits:' .. keys[position]
    local found = redis.call('ZRANGEBYSCORE', waits, '(' .. cursor, last, 'LIMIT', 0, left)
    for _, instance in ipairs(found) do give(instance, position) end
    left = left - #found
    if left == 0 then
      cursor = redis.call('ZSCORE', waits, found[#found])
      redis.call('HSET', tag .. ':spread:' .. identity, 'position', position, 'cursor', cursor)
      return
    end
    cursor = 0
  end
  endSpread(tag, identity, keys)
end
