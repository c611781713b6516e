-- For wrk: requests that each name something else, and a report as one line of JSON.
-- Arguments: method, path with %s, body with %s (or -), what %s stands for, authorization (or -).
-- What %s stands for is `first:count`, running numbers in twelve digits, or a file of names, one a line.
local method, path, body, first, count, names, authorization
local sent = 0

function init(args)
    method, path, body, authorization = args[1], args[2], args[3], args[5]
    first, count = args[4]:match("^(%d+):(%d+)$")
    if not first then
        names = {}
        for line in io.lines(args[4]) do names[#names + 1] = line end
    end
    wrk.headers["Content-Type"] = "application/json"
    if authorization ~= "-" then wrk.headers["Authorization"] = "Bearer " .. authorization end
end

function request()
    local name = names and names[sent % #names + 1] or string.format("%012d", first + sent % count)
    sent = sent + 1
    local text = body ~= "-" and body:gsub("%%s", name) or nil
    return wrk.format(method, (path:gsub("%%s", name)), nil, text)
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'JSON {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
