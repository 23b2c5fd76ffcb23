-- Makes a delivery due now that waits for its next attempt. ARGV: ref, session, webhook id. Answers 1, or 0 when there is
-- nothing to bring forward: it is under way, or not the next one of its session. A break or a hold still goes first, and with
-- one permit whatever was accepted before it.
local e, session = open_endpoint(ARGV[1]), ARGV[2]
if queued(e, session)[1] ~= ARGV[3] or not redis.call('ZSCORE', e.due, session) then
  return 0
end
redis.call('ZADD', e.due, 'LT', now, session) -- one that is due already keeps its place
if e.fifo_until > 0 and not e.replay and redis.call('ZRANGE', e.due, 0, 0)[1] == session then
  e.fifo_until = 0 -- all others waited for this one
  redis.call('HDEL', e.health, 'fifo_until')
end
resched(e)
return 1
