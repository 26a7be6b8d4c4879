-- Takes events in, each durably and once, and delivers them inside their own partition.
-- KEYS: 1 tag of the events' partition
-- ARGV: for each event how many arguments it has, then
--       1 words with a space between: identity, now, retention, '1' when the caller answers itself or '0', count of keys,
--       count of starts, the definitions' revision it was routed by (may be empty); 2 event; 3 key of that revision
--       ('' not to look); 4 route (JSON for the other partitions, or '' when there are none), then
--       each key after '1' to keep or '0', each start as `create` takes it
-- Returns for each { 1, 1 when it goes on in slices or 0, ids that the caller is to answer... } (a single one as { id, what
--       `load` returns }), { 0 } for a duplicate, and for one whose first copy is still half-routed { 2, identity, event, acceptedAt, route } as that copy came: it alone
--       may be routed on. { 3 } when the definitions have another revision by now, and { -1 } when the call has delivered
--       enough: nothing is done, and in the second case it is to come again, before all others.

--- include arguments
--- include each
--- include later
--- include inbox
--- include ring
--- include instance
--- include event-entry
--- include spread
--- include event

-- As many entries of an inbox as a turn starts from.
local WORK_ENTRIES = 256

local tag, current = KEYS[1], nil

local function accept()
  local words, event, revisionKey, others = take(), take(), take(), take()
  local identity, now, retention, here, keys, starts, revision =
    string.match(words, '^(%S+) (%S+) (%S+) ([01]) (%d+) (%d+) (.*)$')
  if revisionKey ~= '' then
    current = current or redis.call('GET', revisionKey) or '0'
    if current ~= revision then return { 3 } end
  end
  if full then return { -1 } end
  local horizon, record = now - retention, tag .. ':event:' .. identity
  forgetOnce(tag, horizon)
  local known = redis.call('HMGET', record, 'acceptedAt', 'route')
  if known[2] then return { 2, identity, redis.call('HGET', record, 'event'), known[1], known[2] } end
  -- However old it is: it is still on its way.
  if isSpreading(tag) and redis.call('EXISTS', tag .. ':spread:' .. identity) == 1 then return { 0 } end
  if known[1] and tonumber(known[1]) > horizon then return { 0 } end
  local names, kept, waiting = readKeys(tag, keys)
  if not hasRoom(waiting) then return { -1 } end
  if known[1] then drop(tag, identity) end

  local arrival = nextArrival(tag)
  local count, own, spreading = route(tag, identity, event, arrival, now, here, names, waiting, starts)
  keep(tag, identity, event, arrival, now, kept, count, others)
  addLater(tag .. ':accepted', arrival, identity)
  if #own == 1 then own[1] = { own[1], unpack(readWork(tag, own[1], WORK_ENTRIES, current or '')) } end
  return { 1, spreading, unpack(own) }
end

local answers = each(accept)
noteArrivals(tag)
flush()
return answers
