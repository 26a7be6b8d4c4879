-- What a turn starts from: the definitions' revision ('' where `revisionKey` is ''), version, state, then id and stimulus of
-- each inbox entry, oldest first, at most `limit` of them; nothing when the instance is missing.

local function readWork(tag, instance, limit, revisionKey)
  local row = redis.call('HMGET', tag .. ':instance:' .. instance, 'version', 'state')
  if not row[1] then return {} end
  local revision = revisionKey ~= '' and (redis.call('GET', revisionKey) or '0') or ''
  local work = { revision, row[1], row[2] }
  local ids = redis.call('LRANGE', tag .. ':inbox:' .. instance, 0, limit - 1)
  if #ids == 0 then return work end
  local stimuli = redis.call('HMGET', tag .. ':entries:' .. instance, unpack(ids))
  for index, id in ipairs(ids) do
    work[2 * index + 2] = id
    work[2 * index + 3] = stimuli[index]
  end
  return work
end
