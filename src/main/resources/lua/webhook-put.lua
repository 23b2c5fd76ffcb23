-- Stores an endpoint that a tenant made. KEYS: the start of a bucket's keys. ARGV: channel, bucket, field
-- "<tenant>/<endpoint>", the version it must have ('0': must be new), most endpoints of a tenant, the sealed endpoint.
-- Answers its new version; '0' when it has another one or is gone; '-1' when the tenant has as many as it may.
local key, field = KEYS[1] .. 'webhooks', ARGV[3]
local known = redis.call('HGET', key, field)
if (known and string.match(known, '^%d+') or '0') ~= ARGV[4] then
  return '0'
end
if not known then
  local tenant = string.match(field, '^[^/]*/')
  local has = 0
  for _, other in ipairs(redis.call('HKEYS', key)) do
    if string.sub(other, 1, #tenant) == tenant then
      has = has + 1
    end
  end
  if has >= tonumber(ARGV[5]) then
    return '-1'
  end
end
-- By the clock, and never twice: a Redis that lost its last second does not give the same version to something else.
local clock = redis.call('TIME')
local version = clock[1] * 1000000 + clock[2]
version = string.format('%.0f', math.max(version, (tonumber(redis.call('HGET', key, '@')) or 0) + 1))
redis.call('HSET', key, '@', version, field, version .. ':' .. ARGV[6])
redis.call('PUBLISH', ARGV[1], ARGV[2])
return version
