-- Hands instances that this process had taken on itself to whoever claims them.
-- KEYS: 1 tag of the partition
-- ARGV: now, then instances

--- include inbox
--- include ring

local tag, fresh = KEYS[1], false
for index = 2, #ARGV do
  local score = redis.call('ZSCORE', tag .. ':pending', ARGV[index])
  if score and score ~= 'inf' then
    redis.call('ZADD', tag .. ':pending', '+inf', ARGV[index])
    fresh = append(tag, ARGV[index]) or fresh
  end
end
if fresh then ring(tag, ARGV[1]) end
return fresh and 1 or 0
