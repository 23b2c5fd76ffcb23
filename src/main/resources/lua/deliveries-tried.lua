-- A page of attempts, newest first, one for each delivery and outcome as a rule. ARGV: tenant, endpoint or '', outcome or '',
-- wanted, attempts to look at at most, and the last one of the page before or ''. Answers whether there is more (1 | 0), the
-- last one looked at, and for each: ref, webhook id, place.
local ns = KEYS[1]
local tenant, endpoint, outcome = ARGV[1], ARGV[2], ARGV[3]
local wanted, looks, last = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local attempts = ns .. 'attempts:' .. tenant
local answer = { 0, last }
local from = last == '' and '+' or string.match(last, '^[^.]*')
while true do
  local page = redis.call('XREVRANGE', attempts, from, '-', 'COUNT', 20)
  if #page == 0 then
    return answer
  end
  for _, entry in ipairs(page) do
    from = '(' .. entry[1]
    local tries = attempts_in(entry, nil, {})
    local to = #tries - 1
    for i = 1, to, 2 do
      if tries[i] == last then -- the page before ended within this entry
        to = i - 2
      end
    end
    for i = to, 1, -2 do
      if wanted == 0 or looks == 0 then
        answer[1] = 1
        return answer
      end
      looks = looks - 1
      answer[2] = tries[i]
      local lane, event, tried = string.match(tries[i + 1][2], '^(%S+) %S+ (%S+) %S+ (%S+)')
      local here = string.match(lane, '^[^/]*/([^!]*)')
      if (endpoint == '' or here == endpoint) and (outcome == '' or tried == outcome) then
        answer[#answer + 1] = lane
        answer[#answer + 1] = event
        answer[#answer + 1] = tries[i]
        wanted = wanted - 1
      end
    end
  end
end
