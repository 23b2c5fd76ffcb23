-- A page of what was given up, by endpoint and then the newest first. ARGV: tenant, endpoint or '', wanted, and the last one
-- of the page before: ref, score, webhook id (all '' for the first page). Answers whether there is more (1 | 0), the last one
-- looked at, and for each: ref, webhook id.
local tenant, endpoint, wanted = ARGV[1], ARGV[2], tonumber(ARGV[3])
local at = { ref = ARGV[4], score = ARGV[5], id = ARGV[6] }
local answer = { 0, at.ref, at.score, at.id }

-- False when the page is full.
local function dead_of(ref)
  local key, resumes = ns .. 'dead:' .. ref, at.ref == ref
  local offset = 0
  while true do
    local page = redis.call('ZREVRANGEBYSCORE', key, resumes and at.score or '+inf', '-inf', 'WITHSCORES', 'LIMIT', offset, 100)
    for i = 1, #page, 2 do
      local id, score = page[i], page[i + 1]
      if not (resumes and tonumber(score) == tonumber(at.score) and not is_before(id, at.id)) then
        if wanted == 0 then
          answer[1] = 1
          return false
        end
        wanted = wanted - 1
        answer[2], answer[3], answer[4] = ref, score, id
        answer[#answer + 1] = string.find(id, '~', 1, true) and ref .. '!replay' or ref
        answer[#answer + 1] = id
      end
    end
    if #page == 0 then
      return true
    end
    offset = offset + 100
  end
end

local refs = redis.call('SMEMBERS', ns .. 'endpoints:' .. tenant)
table.sort(refs)
for _, ref in ipairs(refs) do
  if (endpoint == '' or ref == tenant .. '/' .. endpoint) and ref >= at.ref and not dead_of(ref) then
    return answer
  end
end
return answer
