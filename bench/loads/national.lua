-- Filings as the national portal's machine. Arguments: round, file of lines `authorization <tab> before <tab> after`.
-- Between the two parts of a body stands a code of its own, made of round, thread and number.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  round, lines, number = args[1], {}, 0
  for line in io.lines(args[2]) do
    local authorization, before, after = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    lines[#lines + 1] = { headers = { ["Content-Type"] = "application/json", ["Authorization"] = authorization },
      before = before, after = after }
  end
end
function request()
  number = number + 1
  local one = lines[(number + id * 7) % #lines + 1]
  return wrk.format("POST", nil, one.headers, one.before .. "bench-" .. round .. "-" .. id .. "-" .. number .. one.after)
end
