-- Each line once, spread over the threads. Arguments: round, file of lines `method <tab> path <tab> cookie <tab> body`.
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  lines, number = {}, 0
  local seen = 0
  for line in io.lines(args[2]) do
    if seen % 2 == id then
      local method, path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
      lines[#lines + 1] = wrk.format(method, path, { ["Cookie"] = cookie,
        ["Content-Type"] = "application/x-www-form-urlencoded" }, body)
    end
    seen = seen + 1
  end
end
function request()
  number = number + 1
  if number >= #lines then wrk.thread:stop() end
  return lines[math.min(number, #lines)]
end
