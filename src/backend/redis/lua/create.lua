-- Creates instances.
-- KEYS: 1 tag of the partition
-- ARGV: for each how many arguments it has, then
--       now, '1' when the caller answers itself or '0', key of the definitions' revision ('' not to look) and the revision
--       by which it was found, and what `create` of an instance takes
-- Returns for each 0 when the id is taken, 1 when it was created, 2 when the caller is to answer it too, 3 when the
-- definitions have another revision: nothing is done.

--- include arguments
--- include each
--- include later
--- include inbox
--- include ring
--- include instance

local revision
local answers = each(function()
  local now, here, key, known = take(), take(), take(), take()
  if key ~= '' then
    revision = revision or redis.call('GET', key) or '0'
    if revision ~= known then return 3 end
  end
  local id, created = create(KEYS[1], addLater)
  if not created then return 0 end
  return tell(KEYS[1], id, now, here) and 2 or 1
end)
flush()
return answers
