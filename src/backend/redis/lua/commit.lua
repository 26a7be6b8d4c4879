-- Writes a turn, all or nothing: state, consumed inbox, waits, timers, effects and history, fenced by the version.
-- KEYS: 1 tag of the partition
-- ARGV: instance, version the turn started from, state, status, endedAt or '', lease owner, milliseconds of the lease,
--       how many entries the log keeps or '', then
--       count and keys of effects that the turn has settled, count and ids of consumed entries,
--       count and keys of waits to remove, count and (key, '' | 'early' | number it must have arrived after) to add,
--       count and ids of timers to clear, count and (id, time) to set,
--       count and keys of effects to remove, count and (key, effect) to add,
--       count and history entries
-- Returns -1 on a conflict (the version is another one, or such an effect is gone), 1 when the inbox is not empty
-- afterwards, else 0.

--- include arguments
--- include clock
--- include effect
--- include inbox
--- include event-entry

local tag, id = KEYS[1], take()
local key, inbox, entries = tag .. ':instance:' .. id, tag .. ':inbox:' .. id, tag .. ':entries:' .. id
local version, state, status, endedAt, owner, lease, limit = take(), take(), take(), take(), take(), take(), take()
local settled, unset = {}, {}
for index = 1, tonumber(take()) do
  settled[index] = take()
  unset[index] = 'effect:' .. settled[index]
end
local row = redis.call('HMGET', key, 'version', 'entries', 'born', 'status', unpack(unset))
if row[1] ~= version then return -1 end
for index = 1, #settled do
  if not row[4 + index] then return -1 end
end
for index, effect in ipairs(settled) do endLease(tag, id, effect, row[4 + index]) end

local set = { 'version', version + 1, 'state', state }
local ended = ENDED[status]
local leaseEnd = clock() + lease

local function put(field, value)
  set[#set + 1] = field
  set[#set + 1] = value
end

local function each(action)
  for _ = 1, tonumber(take()) do action(take()) end
end

-- Nothing reaches an ended instance any more: its inbox, waits, timers and pushed ids go. Effects that the turn does
-- not take back are still carried out.
local function clear()
  redis.call('DEL', inbox, entries, tag .. ':pushed:' .. id)
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local kind, name = string.match(field, '^(%l+):(.*)$')
    if kind and kind ~= 'effect' then unset[#unset + 1] = field end
    if kind == 'wait' then redis.call('SREM', tag .. ':waits:' .. name, id) end
    if kind == 'timer' then redis.call('ZREM', tag .. ':timers', id .. '\n' .. name) end
  end
end

local function indexOf(word)
  return tag .. ':instances:' .. (ENDED[word] and word or 'live')
end

local consumed = {}
each(function(entry)
  consumed[#consumed + 1] = entry
  redis.call('LREM', inbox, 1, entry)
end)
bulk('HDEL', entries, consumed)
if ended then clear() end
if ended and endedAt ~= '' then redis.call('ZADD', tag .. ':ended', endedAt, id) end
if indexOf(status) ~= indexOf(row[4]) then
  redis.call('ZADD', indexOf(status), redis.call('ZSCORE', indexOf(row[4]), id), id)
  redis.call('ZREM', indexOf(row[4]), id)
end

local early = {}
each(function(wait)
  unset[#unset + 1] = 'wait:' .. wait
  redis.call('SREM', tag .. ':waits:' .. wait, id)
end)
each(function(wait)
  local since = take()
  if ended then return end
  put('wait:' .. wait, 1)
  redis.call('SADD', tag .. ':waits:' .. wait, id)
  if since ~= '' then early[#early + 1] = { wait, since == 'early' and row[3] or since } end
end)
each(function(timer)
  unset[#unset + 1] = 'timer:' .. timer
  redis.call('ZREM', tag .. ':timers', id .. '\n' .. timer)
end)
each(function(timer)
  local at = take()
  if ended then return end
  put('timer:' .. timer, at)
  redis.call('ZADD', tag .. ':timers', at, id .. '\n' .. timer)
end)
each(function(effect)
  unset[#unset + 1] = 'effect:' .. effect
  endLease(tag, id, effect, redis.call('HGET', key, 'effect:' .. effect))
end)
local position = 0
each(function(effect)
  position = position + 1
  local order = orderOf(version + 1, position)
  endLease(tag, id, effect, redis.call('HGET', key, 'effect:' .. effect))
  put('effect:' .. effect, owner .. '\n' .. order .. '\n' .. take())
  redis.call('ZADD', tag .. ':leases', leaseEnd, leased(order, id, effect))
end)

-- All entries of a turn share one stream message. Its id is the number of the last one.
local number, message = tonumber(row[2]), {}
local function flush()
  if #message == 0 then return end
  local log = tag .. ':history:' .. id
  redis.call('XADD', log, number .. '-0', unpack(message))
  if limit ~= '' and number > tonumber(limit) then redis.call('XTRIM', log, 'MINID', number - limit + 1) end
  message = {}
end
each(function(entry)
  number = number + 1
  message[#message + 1] = 'entry'
  message[#message + 1] = entry
  if #message == 2000 then flush() end
end)
flush()

put('status', status)
put('entries', number)
if endedAt ~= '' then put('endedAt', endedAt) elseif ENDED[row[4]] then unset[#unset + 1] = 'endedAt' end
bulk('HDEL', key, unset)
bulk('HSET', key, set)

for _, wait in ipairs(early) do
  for _, identity in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':kept:' .. wait[1], '(' .. wait[2], '+inf')) do
    local event = redis.call('HMGET', tag .. ':event:' .. identity, 'event', 'arrival')
    if event[1] then deliver(tag, id, wait[1], event[1], event[2]) end
  end
end

if redis.call('EXISTS', inbox) == 0 then
  redis.call('ZREM', tag .. ':pending', id)
  return 0
end
-- Without a mark yet, the time 0 lets the next sweep find it whatever happens to the caller.
mark(tag, id, 0)
return 1
