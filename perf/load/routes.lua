-- Asks for any of the routes: ten path prefixes of each host. Requests are made beforehand, so that the load costs the same for any number.
function init(args)
    local hosts = math.max(1, math.floor(tonumber(args[1]) / 10))
    requests, turn = {}, 0
    math.randomseed(20)
    for i = 1, 20000 do
        local host, path = math.random(hosts) - 1, math.random(10) - 1
        requests[i] = wrk.format("GET", "/p" .. path .. "/small", {["Host"] = "h" .. host .. ".example.com"})
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
