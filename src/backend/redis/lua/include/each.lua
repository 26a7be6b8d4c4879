-- One call for several requests. Each is answered by itself: what one of them throws is its own answer, an error, and the
-- others are not touched by it. Needs: arguments.

-- ARGV: for each request how many arguments it has, then these. `answer` is given the request's number and
-- the position of its last argument. Returns the answers in their order.
local function each(answer)
  local answers = {}
  while position < #ARGV do
    local next = position + 1 + ARGV[position + 1]
    position = position + 1
    local number = #answers + 1
    local done, result = pcall(answer, number, next)
    if not done then result = { err = type(result) == 'table' and result.err or tostring(result) } end
    answers[number] = result
    position = next
  end
  return answers
end
