-- Delivers events of other partitions inside this one, each once.
-- KEYS: 1 tag of the partition
-- ARGV: for each event how many arguments it has, then
--       1 words with a space between: identity, now, retention, '1' when the caller answers itself or '0', count of keys,
--       count of starts; 2 event, then each key after '1' to keep or '0', each start as `create` takes it
-- Returns for each { how many instances were reached, 1 when it goes on in slices or 0, ids that the caller is to answer... },
--       or { -1 } when the call has delivered enough: nothing is done, and it is to come again, before all others.

--- include arguments
--- include each
--- include later
--- include inbox
--- include ring
--- include instance
--- include event-entry
--- include spread
--- include event

local tag = KEYS[1]

local function bring()
  local words, event = take(), take()
  local identity, now, retention, here, keys, starts =
    string.match(words, '^(%S+) (%S+) (%S+) ([01]) (%d+) (%d+)$')
  if full then return { -1 } end
  local horizon = now - retention
  forgetOnce(tag, horizon)
  local known = redis.call('ZSCORE', tag .. ':delivered', identity)
  if known and tonumber(known) > horizon then
    return { 0, redis.call('EXISTS', tag .. ':spread:' .. identity) }
  end
  local names, kept, waiting = readKeys(tag, keys)
  if not hasRoom(waiting) then return { -1 } end
  if known then drop(tag, identity) end
  redis.call('ZADD', tag .. ':delivered', now, identity)
  local arrival = nextArrival(tag)
  local count, own, spreading = route(tag, identity, event, arrival, now, here, names, waiting, starts)
  if #kept > 0 then keep(tag, identity, event, arrival, now, kept) end
  return { count, spreading, unpack(own) }
end

local answers = each(bring)
noteArrivals(tag)
flush()
return answers
