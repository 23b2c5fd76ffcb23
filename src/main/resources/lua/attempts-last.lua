-- The last attempts of a tenant, newest first. KEYS[1] is the start of the bucket's keys. ARGV: tenant, how many. Answers place
-- and fields of each.
local tenant, most = ARGV[1], tonumber(ARGV[2])
local answer, from = {}, '+'
while #answer < 2 * most do
  local page = redis.call('XREVRANGE', KEYS[1] .. 'attempts:' .. tenant, from, '-', 'COUNT', 20)
  if #page == 0 then
    return answer
  end
  for _, entry in ipairs(page) do
    from = '(' .. entry[1]
    local found = attempts_in(entry, nil, {})
    for i = #found - 1, 1, -2 do
      if #answer < 2 * most then
        answer[#answer + 1] = found[i]
        answer[#answer + 1] = found[i + 1]
      end
    end
  end
end
return answer
