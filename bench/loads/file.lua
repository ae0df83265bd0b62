-- Filings as signed-in citizens. Arguments: round, file of lines `cookie <tab> csrf <tab> body`.
-- Every request has an Idempotency-Key of its own, and says so by its round, thread and number.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  round, lines, number = args[1], {}, 0
  for line in io.lines(args[2]) do
    local cookie, csrf, body = line:match("^([^\t]*)\t([^\t]*)\t(.*)$")
    lines[#lines + 1] = { headers = { ["Content-Type"] = "application/json", ["Cookie"] = cookie,
      ["X-CSRFToken"] = csrf }, body = body }
  end
end
function request()
  number = number + 1
  local one = lines[(number + id * 7) % #lines + 1]
  one.headers["Idempotency-Key"] = "bench-" .. round .. "-" .. id .. "-" .. number
  return wrk.format("POST", nil, one.headers, one.body)
end
