-- Delivers to one slice of the waiters of the event that has been spreading longest.
-- KEYS: 1 tag of the partition
-- ARGV: 1 now, 2 '1' when the caller answers itself or '0', 3 an event that the caller wants through or '',
--       4 accepted at this time or earlier, or ''
-- Returns 1 when there is more of what the caller wants or 0, then the event delivered, how many instances it reached,
-- and the ids that the caller is to answer.

--- include inbox
--- include ring
--- include event-entry
--- include spread

local tag, now, here, wanted, before = KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local function first()
  local identity = redis.call('LINDEX', tag .. ':spreading', 0)
  if not identity or wanted ~= '' and redis.call('EXISTS', tag .. ':spread:' .. wanted) == 0 then return end
  local acceptedAt = redis.call('HGET', tag .. ':spread:' .. identity, 'acceptedAt')
  if before == '' or tonumber(acceptedAt) <= tonumber(before) then return identity end
end

local identity = first()
if not identity then return { 0, '', 0 } end
local reached, own = 0, { 0, identity, 0 }
slice(tag, identity, function(instance)
  reached = reached + 1
  if tell(tag, instance, now, here) then own[#own + 1] = instance end
end)
own[1], own[3] = first() and 1 or 0, reached
return own
