-- Ends a claim. News that were accepted meanwhile, or another pod after the end of the lease, have moved the session: then
-- this changes nothing. KEYS[1] start of the bucket's keys. ARGV: tenant, session, end of the lease, next check or 0 for
-- never, whether Klarna answered, account, ms to leave the account alone. Answers whether it still was ours.
local ns, entry = KEYS[1], ARGV[1] .. '/' .. ARGV[2]
local due = ns .. 'reconcile'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local hold = tonumber(ARGV[7])
if hold > 0 then
  local pace = ns .. 'reconcile:pace:' .. ARGV[1] .. '/' .. ARGV[6]
  redis.call('HSET', pace, 'hold', now + hold)
  redis.call('PEXPIRE', pace, hold + 60000)
end
if tonumber(redis.call('ZSCORE', due, entry) or 0) ~= tonumber(ARGV[3]) then
  return 0
end
if ARGV[4] == '0' then
  redis.call('ZREM', due, entry)
  return 1
end
redis.call('ZADD', due, ARGV[4], entry)
local record = ns .. 'session:' .. ARGV[2]
if ARGV[5] == '1' and redis.call('EXISTS', record) == 1 then
  redis.call('HINCRBY', record, 'checks', 1)
end
return 1
