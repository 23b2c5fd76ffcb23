-- One session and what happened to it, at one moment. KEYS[1] is the start of the bucket's keys. ARGV: tenant, session, the
-- steps to go back at most. Answers false when the tenant has none such; else the fields below, how many steps there are,
-- and the steps: 'event', id and its head, or 'attempt', its place and its fields.
local ns = KEYS[1]
local tenant, session, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local record = redis.call('HMGET', ns .. 'session:' .. session, 'tenant', 'account', 'status', 'final', 'seq', 'created_at',
  'updated_at', 'expires_at', 'verified_at', 'body', 'read_body')
if record[1] ~= tenant then
  return false
end
local timeline = ns .. 'timeline:' .. session
local answer = { record, redis.call('LLEN', timeline) }
for _, step in ipairs(redis.call('LRANGE', timeline, -most, -1)) do
  local id = string.match(step, '^event (.+)$')
  local head = id and redis.call('HGET', ns .. 'event:' .. id, 'head')
  if head then -- else it has outlived the retention
    answer[#answer + 1] = 'event'
    answer[#answer + 1] = id
    answer[#answer + 1] = head
  end
  local tries = attempts_of(ns, tenant, session, step, {})
  for i = 1, #tries, 2 do
    answer[#answer + 1] = 'attempt'
    answer[#answer + 1] = tries[i]
    answer[#answer + 1] = tries[i + 1]
  end
end
return answer
