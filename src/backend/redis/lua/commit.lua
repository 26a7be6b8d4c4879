-- Writes turns, each all or nothing: state, consumed inbox, waits, timers, effects and history, fenced by the version.
-- KEYS: 1 tag of the partition
-- ARGV: for each turn how many arguments it has, then
--       1 instance, 2 state, 3 words with a space between: version the turn started from, status, startedAt, endedAt or
--       '-', milliseconds of the lease, how many entries the log keeps or '-', then how many there are of each of the
--       following; 4 history as a JSON array, then
--       keys of effects that the turn has settled, keys to remove, owner of the lease (if any are added) and
--       (key, effect) to add, ids of consumed entries,
--       keys of waits to remove, (key, '' | 'early' | number it must have arrived after) to add,
--       ids of timers to clear, (id, time) to set
-- Returns for each -1 on a conflict (the version is another one, or a settled effect is gone), 1 when the inbox is not
-- empty afterwards, else 0.

--- include arguments
--- include each
--- include later
--- include clock
--- include effect
--- include inbox
--- include wait
--- include event-entry

local tag, now = KEYS[1], clock()
local leases, timers, pending, index = tag .. ':leases', tag .. ':timers', tag .. ':pending', tag .. ':instances:'

-- Inboxes to look into, and the keys of those that are gone with their instances.
local inboxes, turns, gone = {}, {}, {}

local function commit(turn)
  local id, state, words, log = take(), take(), take(), take()
  local version, status, started, endedAt, lease, limit, written, settled, removed, added, used, unwaited, waited, cleared, timed =
    string.match(words, '^(%d+) (%l+) (%S+) (%S+) (%S+) (%S+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
  local key, inbox = tag .. ':instance:' .. id, tag .. ':inbox:' .. id

  local fields, settling = { 'version', 'entries', 'born', 'status', 'waited' }, {}
  for position = 1, settled do
    settling[position] = take()
    fields[5 + position] = 'effect:' .. settling[position]
  end
  local row = redis.call('HMGET', key, unpack(fields))
  if row[1] ~= version then return -1 end
  for position = 1, settled do
    if not row[5 + position] then return -1 end
  end

  local number = row[2] + written
  local set, unset = { 'version', version + 1, 'state', state, 'entries', number }, {}
  local ended, before = ENDED[status], ENDED[row[4]]

  local function put(field, value)
    set[#set + 1] = field
    set[#set + 1] = value
  end

  if status ~= row[4] then put('status', status) end
  for position, effect in ipairs(settling) do
    unset[position] = fields[5 + position]
    removeLater(leases, leaseOf(id, effect, row[5 + position]))
  end
  for _ = 1, removed do
    local effect = take()
    local held = redis.call('HGET', key, 'effect:' .. effect)
    unset[#unset + 1] = 'effect:' .. effect
    if held then removeLater(leases, leaseOf(id, effect, held)) end
  end
  if added ~= '0' then
    local owner, leaseEnd = take(), now + lease
    for position = 1, added do
      -- The lease of an older one under this key has another order: whoever finds it expired drops it.
      local effect, order = take(), orderOf(version + 1, position)
      put('effect:' .. effect, owner .. '\n' .. order .. '\n' .. take())
      addLater(leases, leaseEnd, leased(order, id, effect))
    end
  end

  local consumed, unwritten = {}, version == '0'
  for _ = 1, used do
    local entry = take()
    if unwritten and entry == 'start' then
      unwritten = false
    else
      redis.call('LREM', inbox, 1, entry)
      consumed[#consumed + 1] = entry
    end
  end
  bulk('HDEL', tag .. ':entries:' .. id, consumed)
  -- It was not used up with the version that stood for it.
  if unwritten then receiveFirst(tag, id, 'start', START) end

  -- Nothing reaches an ended instance any more: its inbox, waits, timers and pushed ids go. Effects that the turn does
  -- not take back are still carried out.
  if ended then
    for _, kind in ipairs({ ':inbox:', ':entries:', ':pushed:' }) do gone[#gone + 1] = tag .. kind .. id end
    for _, field in ipairs(row[5] == '1' and redis.call('HKEYS', key) or {}) do
      local kind, name = string.match(field, '^(%l+):(.*)$')
      if kind and kind ~= 'effect' then unset[#unset + 1] = field end
      if kind == 'wait' then removeWait(tag, name, id) end
      if kind == 'timer' then removeLater(timers, id .. '\n' .. name) end
    end
    if endedAt ~= '-' then addLater(tag .. ':ended', endedAt, id) end
  end
  if ended ~= before or ended and status ~= row[4] then
    addLater(index .. (ended and status or 'live'), started, id)
    removeLater(index .. (before and row[4] or 'live'), id)
  end
  if endedAt ~= '-' then put('endedAt', endedAt) elseif before then unset[#unset + 1] = 'endedAt' end

  local early, leaving = {}, {}
  for _ = 1, unwaited do
    local wait = take()
    unset[#unset + 1] = 'wait:' .. wait
    leaving[wait] = true
  end
  local order = waited ~= '0' and nextWait(tag)
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
    removeLater(timers, id .. '\n' .. timer)
  end
  for _ = 1, timed do
    local timer, at = take(), take()
    if not ended then
      put('timer:' .. timer, at)
      addLater(timers, at, id .. '\n' .. timer)
    end
  end

  local rests = waited ~= '0' or timed ~= '0'
  if rests then put('waited', 1) end
  bulk('HDEL', key, unset)
  bulk('HSET', key, set)

  -- All entries of a turn share one stream message. Its id is the number of the last one. A new stream reserves 4 KB;
  -- a copy takes what it holds, and is made of an instance that begins to wait, perhaps for long.
  local history = tag .. ':history:' .. id
  if written ~= '0' then
    redis.call('XADD', history, number .. '-0', 'entries', log)
    if limit ~= '-' and number > tonumber(limit) then redis.call('XTRIM', history, 'MINID', number - limit + 1) end
  end
  if rests and row[5] == '0' and number > 0 then
    redis.call('COPY', history, history .. ':copy')
    redis.call('RENAME', history .. ':copy', history)
  end

  for _, wait in ipairs(early) do
    for _, identity in ipairs(redis.call('ZRANGEBYSCORE', tag .. ':kept:' .. wait[1], '(' .. wait[2], '+inf')) do
      local event = redis.call('HMGET', tag .. ':event:' .. identity, 'event', 'arrival')
      if event[1] then deliver(tag, id, wait[1], event[1], event[2]) end
    end
  end

  inboxes[#inboxes + 1] = inbox
  turns[#turns + 1] = { number = turn, id = id, marked = used ~= '0' or ended }
  return 0
end

local answers = each(commit)
if #gone > 0 then redis.call('DEL', unpack(gone)) end
local empty = #inboxes == 0 or redis.call('EXISTS', unpack(inboxes)) == 0
for position, turn in ipairs(turns) do
  if empty or redis.call('EXISTS', inboxes[position]) == 0 then
    -- A mark comes with an entry, so what used up none leaves none behind.
    if turn.marked then removeLater(pending, turn.id) end
  else
    -- Without a mark yet, the time 0 lets the next sweep find it whatever happens to the caller.
    mark(tag, turn.id, 0)
    answers[turn.number] = 1
  end
end
flush()
return answers
