-- Partial payments of one krone on cases chosen at random, each with a key of its own.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init()
  math.randomseed(number + 1)
  asked = 0
  cases = tonumber(os.getenv("CASES"))
  headers = {
    ["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
    ["Content-Type"] = "application/json",
  }
  run = os.time()
end

function request()
  asked = asked + 1
  headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. asked
  local path = "/cases/" .. math.random(1, cases) .. "/actions/partial_payment"
  return wrk.format("POST", path, headers, '{"input":{"amount":"1.00","date":"' .. os.getenv("TODAY") .. '"}}')
end
