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
  local kind, id = string.match(step, '^(%a+) (.+)$')
  local fields
  if kind == 'event' then
    fields = redis.call('HGET', ns .. 'event:' .. id, 'head')
  else
    local entry = redis.call('XRANGE', ns .. 'attempts:' .. tenant, id, id)[1]
    fields = entry and entry[2]
  end
  if fields then -- else it has outlived the retention
    answer[#answer + 1] = kind
    answer[#answer + 1] = id
    answer[#answer + 1] = fields
  end
end
return answer
