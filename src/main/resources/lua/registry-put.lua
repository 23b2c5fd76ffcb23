-- Stores or deletes what the admin API made, and tells the audit stream. KEYS: the start of the operators' keys. ARGV: channel,
-- field, the version it must have ('0': must be new), most records, the sealed record ('' deletes), how long an id rests
-- after a deletion in microseconds, most audit entries, then the audit entry's fields and values.
-- Answers its new version; '0' when it has another one or is gone; '-1' when there are as many as there may be; '-2' when the id
-- still rests.
local base, field, rest = KEYS[1], ARGV[2], tonumber(ARGV[6])
local records, gone = base .. 'records', base .. 'gone'
local known = redis.call('HGET', records, field)
if (known and string.match(known, '^%d+') or '0') ~= ARGV[3] then
  return '0'
end
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
if not known then
  local deleted = redis.call('ZSCORE', gone, field)
  if deleted and now - tonumber(deleted) < rest then
    return '-2'
  end
  if redis.call('HLEN', records) >= tonumber(ARGV[4]) then
    return '-1'
  end
end
-- By the clock, and never twice: a Redis that lost its last second does not give the same version to something else.
local version = string.format('%.0f', math.max(now, (tonumber(redis.call('GET', base .. 'version')) or 0) + 1))
if ARGV[5] == '' then
  redis.call('HDEL', records, field)
  redis.call('ZADD', gone, version, field)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', gone, '-inf', string.format('%.0f', now - rest), 'LIMIT', 0, 100)) do
    redis.call('ZREM', gone, old)
    redis.call('ZREM', base .. 'changes', old)
  end
else
  redis.call('HSET', records, field, version .. ':' .. ARGV[5])
  redis.call('ZREM', gone, field)
end
redis.call('ZADD', base .. 'changes', version, field)
redis.call('SET', base .. 'version', version)
redis.call('XADD', base .. 'audit', 'MAXLEN', '~', ARGV[7], '*', unpack(ARGV, 8))
redis.call('PUBLISH', ARGV[1], version)
return version
