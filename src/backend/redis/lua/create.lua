-- Creates an instance.
-- KEYS: 1 tag of the partition
-- ARGV: now, then id, state, namespace, name, version, startedAt, origin or ''
-- Returns 1 when it was created (the caller rings), 0 when the id is taken.

--- include arguments
--- include inbox
--- include instance

local now = take()
local id, created = create(KEYS[1])
if not created then return 0 end
mark(KEYS[1], id, now)
return 1
