-- The last attempts of a tenant, newest first. KEYS[1] is the start of the bucket's keys. ARGV: tenant, how many. Answers place
-- and fields of each.
local tenant, most = ARGV[1], tonumber(ARGV[2])
local answer = {}
walk_back(KEYS[1] .. 'attempts:' .. tenant, '', function(place, fields)
  answer[#answer + 1] = place
  answer[#answer + 1] = fields
  return #answer < 2 * most
end)
return answer
