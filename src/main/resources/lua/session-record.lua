-- A session is known: fills what nobody has filled yet, so that it may run twice and after the first callback. A record that
-- has no final, seq, updated_at or status_update has heard nothing yet, or was given none.
-- KEYS[1] session record, KEYS[2] pending record, KEYS[3] when Klarna is asked again, KEYS[4] idempotency record, if any
-- ARGV session id, tenant, account, nonce, sealed status_update or '', expires_at ms, that and the retention, ms until Klarna
-- is asked or 0 for never, how long before and after the end of life, and with KEYS[4] the sealed answer
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local record, created_at = KEYS[1], tostring(now)
local fields = { 'tenant', ARGV[2], 'account', ARGV[3], 'nonce', ARGV[4], 'expires_at', ARGV[6], 'created_at', created_at,
  'status', 'WAITING' }
if ARGV[5] ~= '' then
  fields[13], fields[14] = 'status_update', ARGV[5]
end
local holder = redis.call('HGET', record, 'tenant')
if holder and holder ~= ARGV[2] then
  return redis.error_reply('FOREIGN session of another tenant') -- tenants share buckets, never sessions
end
local fresh = redis.call('EXISTS', record) == 0
if fresh then
  redis.call('HSET', record, unpack(fields))
else
  for i = 1, #fields, 2 do
    local held = redis.call('HGET', record, fields[i])
    -- A callback that came first made the record without these.
    if not held or ((fields[i] == 'status_update' or fields[i] == 'expires_at') and (held == '' or held == '0')) then
      redis.call('HSET', record, fields[i], fields[i + 1])
    end
  end
end
local expires_at, keep = tonumber(ARGV[6]), ARGV[7] -- a number would be written out to 17 digits first
if expires_at < now then
  keep = now + keep - expires_at
end
redis.call('PEXPIREAT', record, keep)
-- Two fields are new when there is no pending record any more: then there shall be none.
if redis.call('HSET', KEYS[2], 'account', ARGV[3], 'session', ARGV[1]) == 2 then
  redis.call('DEL', KEYS[2])
end
if KEYS[4] and redis.call('HGET', KEYS[4], 'nonce') == ARGV[4] then
  redis.call('HSET', KEYS[4], 'answer', ARGV[11])
end
local after = tonumber(ARGV[8])
if after > 0 and (fresh or redis.call('HGET', record, 'final') ~= '1') then
  local at = recheck_at(now, after, expires_at, tonumber(ARGV[9]), tonumber(ARGV[10]))
  redis.call('ZADD', KEYS[3], 'NX', at, ARGV[2] .. '/' .. ARGV[1])
end
list_session(string.sub(record, 1, -#ARGV[1] - 9), ARGV[2], ARGV[1],
  fresh and created_at or redis.call('HGET', record, 'created_at'), keep - now)
return 1
