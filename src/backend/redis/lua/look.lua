-- Whether there can be anything to do in some partitions that share a server: what each process asks at intervals.
-- KEYS: 1 tag of the first partition
-- ARGV: 1 key of the definitions' revision ('' where it may be on another server), 2.. tags of the other partitions
-- Returns the revision or '', the time of the earliest timer or '', and 1 when leases of effects are over or 0.

--- include clock

local now, revisionKey = clock(), table.remove(ARGV, 1)
local earliest, expired = '', 0
for _, tag in ipairs({ KEYS[1], unpack(ARGV) }) do
  local timer = redis.call('ZRANGE', tag .. ':timers', 0, 0, 'WITHSCORES')[2]
  if timer and (earliest == '' or tonumber(timer) < tonumber(earliest)) then earliest = timer end
  local lease = redis.call('ZRANGE', tag .. ':leases', 0, 0, 'WITHSCORES')[2]
  if lease and tonumber(lease) <= now then expired = 1 end
end
return { revisionKey ~= '' and (redis.call('GET', revisionKey) or '0') or '', earliest, expired }
