-- Effects of an instance. A field of its row holds owner, order and JSON; `leases` has them by the end of their lease,
-- those that end together in their order. Orders are texts of one width that grow within an instance.

local function orderOf(version, position)
  return string.format('%011d%05d', version, position)
end

-- Returns owner, order and JSON of what a field holds.
local function unpackEffect(held)
  return string.match(held, '^([^\n]*)\n(%d+)\n(.*)$')
end

-- Returns owner, order and JSON; nothing when the effect is gone.
local function readEffect(tag, instance, effect)
  local held = redis.call('HGET', tag .. ':instance:' .. instance, 'effect:' .. effect)
  if held then return unpackEffect(held) end
end

local function leased(order, instance, effect)
  return order .. '\n' .. instance .. '\n' .. effect
end

-- The lease of an effect, given what its field holds.
local function leaseOf(instance, effect, held)
  local _, order = unpackEffect(held)
  return leased(order, instance, effect)
end
