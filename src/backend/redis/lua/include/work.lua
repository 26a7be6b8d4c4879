-- What a turn starts from: the definitions' revision ('' where `revisionKey` is ''), version, state, then id and stimulus of
-- each inbox entry, oldest first, at most `limit` of them and the `start` of one that has had no turn yet; nothing when the
-- instance is missing. Needs: inbox.

local function readWork(tag, instance, limit, revisionKey)
  local row = redis.call('HMGET', tag .. ':instance:' .. instance, 'version', 'state')
  if not row[1] then return {} end
  local revision = revisionKey ~= '' and (redis.call('GET', revisionKey) or '0') or ''
  local work = { revision, row[1], row[2] }
  if row[1] == '0' then
    work[4], work[5] = 'start', START
  end
  local ids = redis.call('LRANGE', tag .. ':inbox:' .. instance, 0, limit - 1)
  if #ids == 0 then return work end
  local stimuli = redis.call('HMGET', tag .. ':entries:' .. instance, unpack(ids))
  for index, id in ipairs(ids) do
    work[#work + 1] = id
    work[#work + 1] = stimuli[index]
  end
  return work
end
