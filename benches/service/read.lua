-- One path, in which %d stands for a case chosen at random, by a token or by a session.
function init()
  math.randomseed(1)
  cases = tonumber(os.getenv("CASES"))
  path = os.getenv("ASKED")
  session = os.getenv("SESSION")
  headers = session and { ["Cookie"] = "dunlin_session=" .. session } or { ["Authorization"] = "Bearer " .. os.getenv("TOKEN") }
end

function request()
  return wrk.format("GET", (path:gsub("%%d", math.random(1, cases))), headers)
end
