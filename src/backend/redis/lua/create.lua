-- Creates instances.
-- KEYS: 1 tag of the partition
-- ARGV: for each how many arguments it has, then
--       now, '1' when the caller answers itself or '0', id, state, namespace, name, version, startedAt, origin or ''
-- Returns for each 0 when the id is taken, 1 when it was created, 2 when the caller is to answer it too.

--- include arguments
--- include each
--- include later
--- include inbox
--- include ring
--- include instance

local answers = each(function()
  local now, here = take(), take()
  local id, created = create(KEYS[1], addLater)
  if not created then return 0 end
  return tell(KEYS[1], id, now, here) and 2 or 1
end)
flush()
return answers
