-- Members of sorted sets that the requests of one call remove and add: one command for each set, at the end of the call.
-- What is removed goes first. A set that is damaged keeps nothing from the others. Needs: arguments.

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
  local failure
  local function write(command, lists)
    for key, members in pairs(lists) do
      local done, reason = pcall(bulk, command, key, members)
      failure = failure or not done and reason
    end
  end
  write('ZREM', removing)
  write('ZADD', adding)
  if failure then error(failure, 0) end
end
