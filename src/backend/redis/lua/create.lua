-- Creates an instance.
-- KEYS: 1 tag of the partition
-- ARGV: now, '1' when the caller answers itself or '0', then id, state, namespace, name, version, startedAt
-- Returns 0 when the id is taken, 1 when it was created, 2 when the caller is to answer it too.

--- include arguments
--- include inbox
--- include ring
--- include instance

local now, here = take(), take()
local id, created = create(KEYS[1])
if not created then return 0 end
return tell(KEYS[1], id, now, here) and 2 or 1
