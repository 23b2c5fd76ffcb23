-- A session is known: fills what nobody has filled yet, so that it may run twice and after the first callback.
-- KEYS[1] session record, KEYS[2] pending record, KEYS[3] when Klarna is asked again, KEYS[4] idempotency record, if any
-- ARGV session id, tenant, account, nonce, sealed status_update or '', expires_at ms, retention ms, ms until Klarna is asked
-- or 0 for never, how long before and after the end of life, and with KEYS[4] the sealed answer
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = {
  'tenant', ARGV[2], 'account', ARGV[3], 'nonce', ARGV[4], 'status_update', ARGV[5], 'expires_at', ARGV[6],
  'created_at', now, 'status', 'WAITING', 'final', 0, 'seq', 0, 'updated_at', 0,
}
local fresh = redis.call('EXISTS', KEYS[1]) == 0
if fresh then
  redis.call('HSET', KEYS[1], unpack(fields))
else
  for i = 1, #fields, 2 do
    redis.call('HSETNX', KEYS[1], fields[i], fields[i + 1])
  end
  -- A callback that came first made the record without these.
  for i = 7, 10, 2 do
    local held = redis.call('HGET', KEYS[1], fields[i])
    if held == '' or held == '0' then
      redis.call('HSET', KEYS[1], fields[i], fields[i + 1])
    end
  end
end
redis.call('PEXPIREAT', KEYS[1], math.max(tonumber(ARGV[6]), now) + ARGV[7])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('HSET', KEYS[2], 'session', ARGV[1])
end
if KEYS[4] and redis.call('HGET', KEYS[4], 'nonce') == ARGV[4] then
  redis.call('HSET', KEYS[4], 'answer', ARGV[11])
end
local after, entry = tonumber(ARGV[8]), ARGV[2] .. '/' .. ARGV[1]
if after > 0 and (fresh or redis.call('HGET', KEYS[1], 'final') == '0') then
  local at = recheck_at(now, after, tonumber(ARGV[6]), tonumber(ARGV[9]), tonumber(ARGV[10]))
  redis.call('ZADD', KEYS[3], 'NX', at, entry)
end
list_session(string.sub(KEYS[1], 1, -#ARGV[1] - 9), ARGV[2], ARGV[1],
  fresh and now or tonumber(redis.call('HGET', KEYS[1], 'created_at')), math.max(tonumber(ARGV[6]) - now, 0) + ARGV[7])
return 1
