-- Delivers an event of another partition inside this one, once.
-- KEYS: 1 tag of the partition
-- ARGV: identity, now, retention, '1' when the caller answers itself or '0', event, then
--       count of keys, key and '1' to keep or '0' for each; count of starts, each as `create` takes it
-- Returns { how many instances were reached, 1 when it goes on in slices or 0, ids that the caller is to answer... }.

--- include arguments
--- include inbox
--- include ring
--- include instance
--- include event-entry
--- include spread
--- include event

local tag, identity, now, retention, here, event = KEYS[1], take(), take(), take(), take(), take()
forget(tag, now - retention, 100)
local known = redis.call('ZSCORE', tag .. ':delivered', identity)
if known and tonumber(known) > now - retention then
  return { 0, redis.call('EXISTS', tag .. ':spread:' .. identity) }
end
if known then drop(tag, identity) end
redis.call('ZADD', tag .. ':delivered', now, identity)
local arrival = nextArrival(tag)
local count, own, kept, spreading = route(tag, identity, event, arrival, now, here)
if #kept > 0 then keep(tag, identity, event, arrival, now, kept) end
return { count, spreading, unpack(own) }
