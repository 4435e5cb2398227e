-- Signed webhooks, one after the other, each sent once. The headers are made beforehand, in records of one length, a file for each
-- thread; the body is the same for all.
--
--   wrk … -s presigned.lua URL -- HEADERS BODY LENGTH

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local body = assert(io.open(args[2], "rb")):read("*a")
  records = assert(io.open(args[1] .. "." .. number, "rb"))
  length = tonumber(args[3])
  head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nContent-Type: application/json\r\nContent-Length: " .. #body .. "\r\n"
  tail = "\r\n" .. body
end

function request()
  -- Without a signature once the file is at its end: such a run counts answers that are no success, and is not used.
  return head .. (records:read(length) or "") .. tail
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("requests %d\n", summary.requests))
  io.write(string.format("microseconds %d\n", summary.duration))
  io.write(string.format("refused %d\n", errors.status))
  io.write(string.format("broken %d\n", errors.connect + errors.read + errors.write + errors.timeout))
  io.write(string.format("p50 %d\n", latency:percentile(50)))
  io.write(string.format("p99 %d\n", latency:percentile(99)))
  io.write(string.format("max %d\n", latency.max))
end
