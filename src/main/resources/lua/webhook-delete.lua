-- Deletes an endpoint that a tenant made. KEYS: the start of a bucket's keys. ARGV: channel, bucket, field
-- "<tenant>/<endpoint>", the version it must have. Answers 1, or 0 when it has another one or is gone.
local key, field = KEYS[1] .. 'webhooks', ARGV[3]
local known = redis.call('HGET', key, field)
if not known or string.match(known, '^%d+') ~= ARGV[4] then
  return 0
end
local clock = redis.call('TIME')
local version = math.max(clock[1] * 1000000 + clock[2], (tonumber(redis.call('HGET', key, '@')) or 0) + 1)
redis.call('HDEL', key, field)
redis.call('HSET', key, '@', string.format('%.0f', version))
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
