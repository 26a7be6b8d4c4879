-- Reads what a turn starts from.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 how many inbox entries at the most
-- Returns version, state, then id and stimulus of each entry, oldest first; nothing when the instance is missing.

local row = redis.call('HMGET', KEYS[1] .. ':instance:' .. ARGV[1], 'version', 'state')
if not row[1] then return {} end
local ids = redis.call('LRANGE', KEYS[1] .. ':inbox:' .. ARGV[1], 0, ARGV[2] - 1)
if #ids == 0 then return row end
local stimuli = redis.call('HMGET', KEYS[1] .. ':entries:' .. ARGV[1], unpack(ids))
for index, id in ipairs(ids) do
  row[2 * index + 1] = id
  row[2 * index + 2] = stimuli[index]
end
return row
