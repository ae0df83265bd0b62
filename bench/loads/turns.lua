-- The lines in turn, again and again. Arguments: round, file of lines `path <tab> cookie`.
function init(args)
  lines, number = {}, 0
  for line in io.lines(args[2]) do
    local path, cookie = line:match("^([^\t]*)\t(.*)$")
    lines[#lines + 1] = wrk.format("GET", path, { ["Cookie"] = cookie })
  end
end
function request()
  number = number + 1
  return lines[number % #lines + 1]
end
