-- KEYS[1] session record   ARGV tenant
-- Two tenants may share a bucket: another one's session is no session.
if redis.call('HGET', KEYS[1], 'tenant') ~= ARGV[1] then
  return false
end
local time = redis.call('TIME')
local found = redis.call('HMGET', KEYS[1], 'account', 'status', 'final', 'seq', 'updated_at', 'expires_at', 'created_at',
  'nonce', 'status_update', 'body', 'read_at', 'read_body', 'verified_at')
table.insert(found, time[1] * 1000 + math.floor(time[2] / 1000))
return found
