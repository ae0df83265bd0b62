-- The same address each time. Arguments: round, authorization.
function init(args)
  wrk.headers["Authorization"] = args[2]
end
