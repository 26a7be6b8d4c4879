-- Moves timers that are due into the inboxes of their instances.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 how many at the most, 3 '1' when the caller answers itself or '0'
-- Returns how many were due, the time of the next timer or '', then the ids that the caller is to answer.

--- include inbox
--- include ring

local tag, own = KEYS[1], {}
local due = redis.call('ZRANGEBYSCORE', tag .. ':timers', '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for index = 1, #due, 2 do
  local id, timer = string.match(due[index], '^([^\n]*)\n(.*)$')
  local at = due[index + 1]
  redis.call('ZREM', tag .. ':timers', due[index])
  redis.call('HDEL', tag .. ':instance:' .. id, 'timer:' .. timer)
  local stimulus = '{"kind":"timer","id":' .. cjson.encode(timer) .. ',"at":' .. at .. '}'
  receive(tag, id, 'timer:' .. at .. ':' .. timer, stimulus)
  if tell(tag, id, ARGV[1], ARGV[3]) then own[#own + 1] = id end
end
local next = redis.call('ZRANGE', tag .. ':timers', 0, 0, 'WITHSCORES')
table.insert(own, 1, #due / 2)
table.insert(own, 2, next[2] or '')
return own
