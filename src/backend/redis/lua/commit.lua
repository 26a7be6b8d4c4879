-- Writes turns, each all or nothing: state, consumed inbox, waits, timers, effects and history, fenced by the version.
-- KEYS: 1 tag of the partition
-- ARGV: for each turn how many arguments it has, then
--       1 instance, 2 state,
--       3 words with a space between: version the turn started from, the one after it, status, startedAt, endedAt or '-',
--         how many entries of history there are, how many the log keeps or '-', how many effects the turn has settled;
--       4 history as a JSON array, then fields of the settled effects, then what there is of
--       'remove', count, fields of effects; 'add', count, milliseconds of the lease, (field, what it holds) of effects;
--       'consume', count, ids of entries;
--       'unwait', count, keys; 'wait', count, (key, '' | 'early' | number it must have arrived after);
--       'clear', count, ids of timers; 'set', count, (id, time)
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

local call, tag, now = redis.call, KEYS[1], clock()
local rows, inboxes, histories = tag .. ':instance:', tag .. ':inbox:', tag .. ':history:'
local leases, timers, pending, index = tag .. ':leases', tag .. ':timers', tag .. ':pending', tag .. ':instances:'

-- Of the turns that were written: their numbers, instances and inboxes, and which of these may have had a mark.
local written, instances, left, marked = {}, {}, {}, {}
-- Keys of what goes with an instance that has ended.
local gone = {}

-- An effect that is damaged has no lease.
local function dropLease(id, field, held)
  if string.find(held, '\n', 1, true) then removeLater(leases, leaseOf(id, field, held)) end
end

local NONE = {}

-- Nothing reaches an ended instance any more: its inbox, waits, timers and pushed ids go. Effects that the turn does
-- not take back are still carried out.
local function leave(turn, waited)
  local id, unset, leaving = turn.id, turn.unset, {}
  turn.leaving = leaving
  for _, kind in ipairs({ ':inbox:', ':entries:', ':pushed:' }) do gone[#gone + 1] = tag .. kind .. id end
  for _, field in ipairs(waited and call('HKEYS', rows .. id) or {}) do
    local kind, name = string.match(field, '^(%l+):(.*)$')
    if kind and kind ~= 'effect' then unset[#unset + 1] = field end
    if kind == 'wait' then leaving[name] = true end
    if kind == 'timer' then removeLater(timers, id .. '\n' .. name) end
  end
end

-- What each part of a turn asks for; `turn` has what the parts share. Until the row of the instance is written no other key
-- is touched and nothing can fail, so that an error of another key, which a hand has damaged, leaves the row with all its
-- effects and their leases.
local parts = {}

function parts.remove(turn, count)
  for _ = 1, count do
    local field = take()
    local held = call('HGET', rows .. turn.id, field)
    turn.unset[#turn.unset + 1] = field
    if held then dropLease(turn.id, field, held) end
  end
end

function parts.add(turn, count)
  local set = turn.set
  -- As text: Redis would write a number with all digits of a float, slowly.
  local leaseEnd = string.format('%d', now + take())
  for _ = 1, count do
    local field, held = take(), take()
    set[#set + 1] = field
    set[#set + 1] = held
    -- The lease of an older one under this key has another order: whoever finds it expired drops it.
    addLater(leases, leaseEnd, leaseOf(turn.id, field, held))
  end
end

function parts.consume(turn, count)
  local consumed = {}
  turn.marked, turn.consumed = true, consumed
  for _ = 1, count do
    local entry = take()
    if turn.unstarted and entry == 'start' then
      turn.unstarted = false
    else
      consumed[#consumed + 1] = entry
    end
  end
end

function parts.unwait(turn, count)
  for _ = 1, count do
    local wait = take()
    turn.unset[#turn.unset + 1] = 'wait:' .. wait
    turn.leaving[wait] = true
  end
end

function parts.wait(turn, count)
  for _ = 1, count do
    local wait, since = take(), take()
    if not turn.ended then
      turn.set[#turn.set + 1] = 'wait:' .. wait
      turn.set[#turn.set + 1] = 1
      turn.leaving[wait] = nil
      turn.rests = true
      turn.waits[#turn.waits + 1] = { wait, since }
    end
  end
end

function parts.clear(turn, count)
  for _ = 1, count do
    local timer = take()
    turn.unset[#turn.unset + 1] = 'timer:' .. timer
    removeLater(timers, turn.id .. '\n' .. timer)
  end
end

function parts.set(turn, count)
  for _ = 1, count do
    local timer, at = take(), take()
    if not turn.ended then
      turn.set[#turn.set + 1] = 'timer:' .. timer
      turn.set[#turn.set + 1] = at
      addLater(timers, at, turn.id .. '\n' .. timer)
      turn.rests = true
    end
  end
end

-- Kept events that early waits are given, in the order of their arrival.
local function deliverKept(id, waits)
  local found, groups = {}, 0
  for _, wait in ipairs(waits) do
    local key, since, before = wait[1], wait[2], #found
    if since == 'early' then since = call('HGET', rows .. id, 'born') end
    if since ~= '' then
      for _, identity in ipairs(call('ZRANGEBYSCORE', tag .. ':kept:' .. key, '(' .. since, '+inf')) do
        local event = call('HMGET', tag .. ':event:' .. identity, 'event', 'arrival')
        if event[1] then found[#found + 1] = { tonumber(event[2]), key, event[1], event[2] } end
      end
    end
    if #found > before then groups = groups + 1 end
  end
  if groups > 1 then
    table.sort(found, function(one, other)
      return one[1] < other[1] or one[1] == other[1] and one[2] < other[2]
    end)
  end
  for _, event in ipairs(found) do deliver(tag, id, event[2], event[3], event[4], KEPT) end
end

-- What goes with the row under other keys, once that is written.
local function follow(turn, waited, log, added, entries, limit)
  local id = turn.id
  local inbox = inboxes .. id
  for _, entry in ipairs(turn.consumed or NONE) do call('LREM', inbox, 1, entry) end
  bulk('HDEL', tag .. ':entries:' .. id, turn.consumed or NONE)
  -- The start was not used up with the version that stood for it.
  if turn.unstarted then receiveFirst(tag, id, 'start', START) end
  local order = #turn.waits > 0 and nextWait(tag)
  for _, wait in ipairs(turn.waits) do addWait(tag, wait[1], id, order, wait[2] ~= '') end
  for wait in pairs(turn.leaving) do removeWait(tag, wait, id) end

  -- All entries of a turn share one stream message. Its id is the number of the last one. A new stream reserves 4 KB;
  -- a copy takes what it holds, and is made of an instance that begins to wait, perhaps for long.
  local history = histories .. id
  if added ~= '0' then
    call('XADD', history, entries .. '-0', 'entries', log)
    if limit ~= '-' and tonumber(entries) > tonumber(limit) then call('XTRIM', history, 'MINID', entries - limit + 1) end
  end
  if turn.rests and not waited and entries ~= '0' then
    call('COPY', history, history .. ':copy')
    call('RENAME', history .. ':copy', history)
  end
  deliverKept(id, turn.waits)
end

local function commit(number, last)
  local id, state, words, log = take(), take(), take(), take()
  local version, next, status, started, endedAt, added, limit, settled =
    string.match(words, '^(%d+) (%d+) (%l+) (%S+) (%S+) (%d+) (%S+) (%d+)$')
  local key, fields, unset = rows .. id, { 'version', 'entries', 'status', 'waited' }, {}
  for position = 1, settled do
    unset[position] = take()
    fields[4 + position] = unset[position]
  end
  local row = call('HMGET', key, unpack(fields))
  if row[1] ~= version then return -1 end
  for position = 1, settled do
    if not row[4 + position] then return -1 end
  end

  local entries = string.format('%d', (tonumber(row[2]) or 0) + added)
  local set = { 'version', next, 'state', state, 'entries', entries }
  local ended, before, waited = ENDED[status], ENDED[row[3]], row[4] == '1'
  local turn = { id = id, set = set, unset = unset, ended = ended, marked = ended, unstarted = version == '0',
    waits = NONE, leaving = NONE }
  for position = 1, settled do dropLease(id, unset[position], row[4 + position]) end
  if status ~= row[3] then
    set[7], set[8] = 'status', status
  end
  if position < last then
    turn.waits, turn.leaving = {}, {}
    while position < last do parts[take()](turn, take()) end
  end

  if ended then
    leave(turn, waited)
    if endedAt ~= '-' then addLater(tag .. ':ended', endedAt, id) end
  end
  if ended ~= before or ended and status ~= row[3] then
    addLater(index .. (ended and status or 'live'), started, id)
    removeLater(index .. (before and row[3] or 'live'), id)
  end
  if endedAt ~= '-' then
    set[#set + 1] = 'endedAt'
    set[#set + 1] = endedAt
  elseif before then
    unset[#unset + 1] = 'endedAt'
  end
  if turn.rests and not waited then
    set[#set + 1] = 'waited'
    set[#set + 1] = 1
  end
  bulk('HDEL', key, unset)
  bulk('HSET', key, set)

  local place = #written + 1
  written[place], instances[place], left[place], marked[place] = number, id, inboxes .. id, turn.marked
  follow(turn, waited, log, added, entries, limit)
  return 0
end

-- A Redis that is full lets a script write that begins with what needs no memory; what was begun is to be ended.
call('DEL', tag .. ':none')
local answers = each(commit)
local flushed, failure = pcall(flush)
if #gone > 0 then call('DEL', unpack(gone)) end
local empty = #left == 0 or call('EXISTS', unpack(left)) == 0
local answered = {}
for place, id in ipairs(instances) do
  if empty or call('EXISTS', left[place]) == 0 then
    -- A mark comes with an entry, so what used up none leaves none behind.
    if marked[place] then answered[#answered + 1] = id end
  else
    -- Without a mark yet, the time 0 lets the next sweep find it whatever happens to the caller.
    mark(tag, id, 0)
    if answers[written[place]] == 0 then answers[written[place]] = 1 end
  end
end
bulk('ZREM', pending, answered)
if not flushed then error(failure, 0) end
return answers
