-- Effects of an instance. A field of its row holds owner, order and JSON; `leases` has them by the end of their lease,
-- those that end together in their order. Orders are texts of one width that grow within a partition.

local function nextOrder(tag)
  return string.format('%016d', redis.call('INCR', tag .. ':effects'))
end

-- Returns owner, order and JSON; nothing when the effect is gone.
local function readEffect(tag, instance, effect)
  local held = redis.call('HGET', tag .. ':instance:' .. instance, 'effect:' .. effect)
  if held then return string.match(held, '^([^\n]*)\n(%d+)\n(.*)$') end
end

local function leased(order, instance, effect)
  return order .. '\n' .. instance .. '\n' .. effect
end

local function endLease(tag, instance, effect)
  local _, order = readEffect(tag, instance, effect)
  if order then redis.call('ZREM', tag .. ':leases', leased(order, instance, effect)) end
end
