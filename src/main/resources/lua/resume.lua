-- Ends a pause, a break and a hold, and makes everything due now: whoever resumes has mended the endpoint.
-- ARGV: ref. Answers how many sessions it brought forward; MOST means: call again, there are more.
local e = open_endpoint(ARGV[1])
redis.call('HDEL', e.health, 'paused', 'paused_at', 'opened', 'open_until', 'hold_until', 'fifo_until', 'fails',
  'failing_since', 'alerted', 'alarm_at')
local brought = 0
for _, ref in ipairs({ e.ref, e.ref .. '!replay' }) do
  local lane = open_endpoint(ref)
  local later = redis.call('ZRANGEBYSCORE', lane.due, '(' .. now, '+inf', 'LIMIT', 0, MOST - brought)
  for _, session in ipairs(later) do
    redis.call('ZADD', lane.due, now, session)
  end
  brought = brought + #later
  resched(lane)
end
return brought
