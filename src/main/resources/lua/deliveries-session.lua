-- The deliveries of one session: those that were tried, in the order of their first attempts, then those that wait. ARGV:
-- tenant, session, endpoint or '', steps to go back and deliveries at most. Answers ref and webhook id of each.
local tenant, session, endpoint, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local answer, seen = {}, {}
if redis.call('HGET', ns .. 'session:' .. session, 'tenant') ~= tenant then
  return answer
end

local function add(ref, id)
  local here = string.match(ref, '^[^/]*/([^!]*)')
  local name = ref .. ' ' .. id
  if not seen[name] and (endpoint == '' or here == endpoint) and #answer < 2 * most then
    seen[name] = true
    answer[#answer + 1] = ref
    answer[#answer + 1] = id
  end
end

for _, step in ipairs(redis.call('LRANGE', ns .. 'timeline:' .. session, -most, -1)) do
  local tries = attempts_of(ns, tenant, session, step, {})
  for i = 2, #tries, 2 do
    add(string.match(tries[i][2], '^(%S+) %S+ (%S+)'))
  end
end
local refs = redis.call('SMEMBERS', ns .. 'endpoints:' .. tenant)
table.sort(refs)
for _, ref in ipairs(refs) do
  for _, lane in ipairs({ ref, ref .. '!replay' }) do
    for _, id in ipairs(queued(open_endpoint(lane), session)) do
      add(lane, id)
    end
  end
end
return answer
