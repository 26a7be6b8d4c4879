-- Effects of an instance. A field of its row, `effect:` and what the instance's id leaves of the key, holds owner, order
-- and what else is to be known of the effect; `leases` has them by the end of their lease, those that end together in
-- their order. Orders are texts of 16 digits that grow within an instance.

-- Returns owner, order and the rest of what a field holds.
local function unpackEffect(held)
  local at = string.find(held, '\n', 1, true)
  return string.sub(held, 1, at - 1), string.sub(held, at + 1, at + 16), string.sub(held, at + 18)
end

-- The lease of an effect, given what its field holds.
local function leaseOf(instance, field, held)
  local at = string.find(held, '\n', 1, true)
  return string.sub(held, at + 1, at + 17) .. instance .. '\n' .. field
end
