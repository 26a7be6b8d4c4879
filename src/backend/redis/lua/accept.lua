-- Takes an event in, durably and once, and delivers it inside its own partition.
-- KEYS: 1 tag of the event's partition
-- ARGV: identity, now, retention, '1' when the caller answers itself or '0', event,
--       route (JSON for the other partitions, or '' when there are none),
--       key of the definitions' revision ('' not to look) and the revision it was routed by, then
--       count of keys, key and '1' to keep or '0' for each; count of starts, each as `create` takes it
-- Returns { 1, 1 when it goes on in slices or 0, ids that the caller is to answer... }, { 0 } for a duplicate, and for one
--       whose first copy is still half-routed { 2, identity, event, acceptedAt, route } as that copy came: it alone may
--       be routed on. { 3 } when the definitions have another revision by now: nothing is done.

--- include arguments
--- include inbox
--- include ring
--- include instance
--- include event-entry
--- include spread
--- include event

local tag, identity, now, retention, here, event, others = KEYS[1], take(), take(), take(), take(), take(), take()
local revisionKey, revision = take(), take()
if revisionKey ~= '' and (redis.call('GET', revisionKey) or '0') ~= revision then return { 3 } end
local record = tag .. ':event:' .. identity
forget(tag, now - retention, 100)
if redis.call('ZSCORE', tag .. ':routing', identity) then
  return { 2, identity, unpack(redis.call('HMGET', record, 'event', 'acceptedAt', 'route')) }
end
-- However old it is: it is still on its way.
if redis.call('EXISTS', tag .. ':spread:' .. identity) == 1 then return { 0 } end
local known = redis.call('HGET', record, 'acceptedAt')
if known and tonumber(known) > now - retention then return { 0 } end
if known then drop(tag, identity) end

local arrival = nextArrival(tag)
local count, own, kept, spreading = route(tag, identity, event, arrival, now, here)
keep(tag, identity, event, arrival, now, kept)
redis.call('HSET', record, 'deliveries', count)
redis.call('ZADD', tag .. ':accepted', arrival, identity)
if others ~= '' then
  redis.call('HSET', record, 'route', others)
  redis.call('ZADD', tag .. ':routing', now, identity)
end
return { 1, spreading, unpack(own) }
