-- Reads summaries of one index of instances, newest first.
-- KEYS: 1 tag of the partition
-- ARGV: 1 index, 2 how many to skip, 3 how many to look at, 4 status or '', 5 namespace or '', 6 name or '', 7 version or ''
-- Returns how many were looked at, then { id, status, definition, startedAt, endedAt } of those that match.

local found = {}
local ids = redis.call('ZREVRANGE', KEYS[1] .. ':instances:' .. ARGV[1], ARGV[2], ARGV[2] + ARGV[3] - 1)
for _, id in ipairs(ids) do
  local row = redis.call('HMGET', KEYS[1] .. ':instance:' .. id, 'status', 'definition', 'startedAt', 'endedAt')
  local known = { row[1], string.match(row[2] or '', '^([^/]*)/([^/]*)/(.*)$') }
  local matches = true
  for field = 1, 4 do matches = matches and (ARGV[3 + field] == '' or ARGV[3 + field] == known[field]) end
  if matches then found[#found + 1] = { id, unpack(row, 1, 4) } end
end
return { #ids, unpack(found) }
