-- What a turn starts from: version, state, then id and stimulus of each inbox entry, oldest first, at most `limit` of
-- them; nothing when the instance is missing.

local function readWork(tag, instance, limit)
  local row = redis.call('HMGET', tag .. ':instance:' .. instance, 'version', 'state')
  if not row[1] then return {} end
  local ids = redis.call('LRANGE', tag .. ':inbox:' .. instance, 0, limit - 1)
  if #ids == 0 then return row end
  local stimuli = redis.call('HMGET', tag .. ':entries:' .. instance, unpack(ids))
  for index, id in ipairs(ids) do
    row[2 * index + 1] = id
    row[2 * index + 2] = stimuli[index]
  end
  return row
end
