-- Writes a turn, all or nothing: state, consumed inbox, waits, timers, effects and history, fenced by the version.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 state, 3 words with a space between: version the turn started from, status, startedAt, endedAt or
--       '-', milliseconds of the lease, how many entries the log keeps or '-', then how many there are of each of the
--       following; 4 history as a JSON array, then
--       keys of effects that the turn has settled, keys to remove, owner of the lease (if any are added) and
--       (key, effect) to add, ids of consumed entries,
--       keys of waits to remove, (key, '' | 'early' | number it must have arrived after) to add,
--       ids of timers to clear, (id, time) to set
-- Returns -1 on a conflict (the version is another one, or a settled effect is gone), 1 when the inbox is not empty
-- afterwards, else 0.

--- include arguments
--- include clock
--- include effect
--- include inbox
--- include wait
--- include event-entry

local tag, id, state, words, log = KEYS[1], take(), take(), take(), take()
local version, status, started, endedAt, lease, limit, written, settled, removed, added, used, unwaited, waited, cleared, timed =
  string.match(words, '^(%d+) (%l+) (%S+) (%S+) (%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
local key, inbox, entries = tag .. ':instance:' .. id, tag .. ':inbox:' .. id, tag .. ':entries:' .. id

local fields, settling = { 'version', 'entries', 'born', 'status' }, {}
for index = 1, settled do
  settling[index] = take()
  fields[4 + index] = 'effect:' .. settling[index]
end
local row = redis.call('HMGET', key, unpack(fields))
if row[1] ~= version then return -1 end
for index = 1, settled do
  if not row[4 + index] then return -1 end
end

local number = row[2] + written
local set, unset = { 'version', version + 1, 'state', state, 'status', status, 'entries', number }, {}
local ended, before = ENDED[status], ENDED[row[4]]

local function put(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end

for index, effect in ipairs(settling) do
  unset[index] = fields[4 + index]
  endLease(tag, id, effect, row[4 + index])
end
for _ = 1, removed do
  local effect = take()
  unset[#unset + 1] = 'effect:' .. effect
  endLease(tag, id, effect, redis.call('HGET', key, 'effect:' .. effect))
end
if added ~= '0' then
  local owner, leaseEnd = take(), clock() + lease
  for index = 1, added do
    -- The lease of an older one under this key has another order: whoever finds it expired drops it.
    local effect, order = take(), orderOf(version + 1, index)
    put('effect:' .. effect, owner .. '\n' .. order .. '\n' .. take())
    redis.call('ZADD', tag .. ':leases', leaseEnd, leased(order, id, effect))
  end
end

local consumed = {}
for index = 1, used do
  consumed[index] = take()
  redis.call('LREM', inbox, 1, consumed[index])
end
bulk('HDEL', entries, consumed)

-- Nothing reaches an ended instance any more: its inbox, waits, timers and pushed ids go. Effects that the turn does
-- not take back are still carried out.
if ended then
  redis.call('DEL', inbox, entries, tag .. ':pushed:' .. id)
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local kind, name = string.match(field, '^(%l+):(.*)$')
    if kind and kind ~= 'effect' then unset[#unset + 1] = field end
    if kind == 'wait' then removeWait(tag, name, id) end
    if kind == 'timer' then redis.call('ZREM', tag .. ':timers', id .. '\n' .. name) end
  end
  if endedAt ~= '-' then redis.call('ZADD', tag .. ':ended', endedAt, id) end
end
if ended ~= before or ended and status ~= row[4] then
  local index, left = ended and status or 'live', before and row[4] or 'live'
  redis.call('ZADD', tag .. ':instances:' .. index, started, id)
  redis.call('ZREM', tag .. ':instances:' .. left, id)
end
if endedAt ~= '-' then put('endedAt', endedAt) elseif before then unset[#unset + 1] = 'endedAt' end

local early, leaving = {}, {}
for _ = 1, unwaited do
  local wait = take()
  unset[#unset + 1] = 'wait:' .. wait
  leaving[wait] = true
end
local order = tonumber(waited) > 0 and nextWait(tag)
for _ = 1, waited do
  local wait, since = take(), take()
  if not ended then
    put('wait:' .. wait, 1)
    addWait(tag, wait, id, order, since ~= '')
    leaving[wait] = nil
    if since ~= '' then early[#early + 1] = { wait, since == 'early' and row[3] or since } end
  end
end
for wait in pairs(leaving) do removeWait(tag, wait, id) end
for _ = 1, cleared do
  local timer = take()
  unset[#unset + 1] = 'timer:' .. timer
  redis.call('ZREM', tag .. ':timers', id .. '\n' .. timer)
end
for _ = 1, timed do
  local timer, at = take(), take()
  if not ended then
    put('timer:' .. timer, at)
    redis.call('ZADD', tag .. ':timers', at, id .. '\n' .. timer)
  end
end

bulk('HDEL', key, unset)
bulk('HSET', key, set)

-- All entries of a turn share one stream message. Its id is the number of the last one. A new stream reserves 4 KB,
-- a copy of it takes what it holds.
if written ~= '0' then
  local history = tag .. ':history:' .. id
  redis.call('XADD', history, number .. '-0', 'entries', log)
  if row[2] == '0' then
    redis.call('COPY', history, history .. ':copy')
    redis.call('RENAME', history .. ':copy', history)
  end
  if limit ~= '-' and number > tonumber(limit) then redis.call('XTRIM', history, 'MINID', number - limit + 1) end
end

for _, wait in ipairs(early) do
  for _, identity in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':kept:' .. wait[1], '(' .. wait[2], '+inf')) do
    local event = redis.call('HMGET', tag .. ':event:' .. identity, 'event', 'arrival')
    if event[1] then deliver(tag, id, wait[1], event[1], event[2]) end
  end
end

if redis.call('EXISTS', inbox) == 0 then
  -- A mark comes with an entry, so what used up none leaves none behind.
  if used ~= '0' or ended then redis.call('ZREM', tag .. ':pending', id) end
  return 0
end
-- Without a mark yet, the time 0 lets the next sweep find it whatever happens to the caller.
mark(tag, id, 0)
return 1
