-- What changed since a version. KEYS: the start of the operators' keys. ARGV: version, most records.
-- Answers the last version, how many records there are, and for each change in order: field, version, record ('' when gone).
local base = KEYS[1]
local answer = { redis.call('GET', base .. 'version') or '0', redis.call('HLEN', base .. 'records') }
local changes = redis.call('ZRANGEBYSCORE', base .. 'changes', '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #changes, 2 do
  answer[#answer + 1] = changes[i]
  answer[#answer + 1] = string.format('%.0f', changes[i + 1])
  answer[#answer + 1] = redis.call('HGET', base .. 'records', changes[i]) or ''
end
return answer
