-- A page of attempts, newest first, one for each delivery and outcome as a rule. ARGV: tenant, endpoint or '', outcome or '',
-- wanted, attempts to look at at most, and the last one of the page before or ''. Answers whether there is more (1 | 0), the
-- last one looked at, and for each: ref, webhook id, place.
local ns = KEYS[1]
local tenant, endpoint, outcome = ARGV[1], ARGV[2], ARGV[3]
local wanted, looks, last = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local answer = { 0, last }
walk_back(ns .. 'attempts:' .. tenant, last, function(place, fields)
  if wanted == 0 or looks == 0 then
    answer[1] = 1
    return false
  end
  looks = looks - 1
  answer[2] = place
  local lane, event, tried = string.match(fields[2], '^(%S+) %S+ (%S+) %S+ (%S+)')
  local here = string.match(lane, '^[^/]*/([^!]*)')
  if (endpoint == '' or here == endpoint) and (outcome == '' or tried == outcome) then
    answer[#answer + 1] = lane
    answer[#answer + 1] = event
    answer[#answer + 1] = place
    wanted = wanted - 1
  end
  return true
end)
return answer
