-- Members of sorted sets that the requests of one call remove and add: one command for each set, at the end of the call.
-- What is removed goes first. Needs: arguments.

local removing, adding = {}, {}

local function listOf(lists, key)
  local list = lists[key]
  if not list then
    list = {}
    lists[key] = list
  end
  return list
end

local function removeLater(key, member)
  local list = listOf(removing, key)
  list[#list + 1] = member
end

local function addLater(key, score, member)
  local list = listOf(adding, key)
  list[#list + 1] = score
  list[#list + 1] = member
end

local function flush()
  for key, members in pairs(removing) do bulk('ZREM', key, members) end
  for key, members in pairs(adding) do bulk('ZADD', key, members) end
end
