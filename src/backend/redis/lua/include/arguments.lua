-- Reading ARGV in order, and commands with more arguments than Lua can pass at once.

local position = 0

local function take()
  position = position + 1
  return ARGV[position]
end

-- Calls a command with a list of arguments, at most 4000 at a time (an even number: pairs stay together).
local function bulk(command, key, list)
  for first = 1, #list, 4000 do
    redis.call(command, key, unpack(list, first, math.min(first + 3999, #list)))
  end
end
