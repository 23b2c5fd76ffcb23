-- Makes a delivery due now that waits for its next attempt. ARGV: ref, session, webhook id. Answers 1, or 0 when there is
-- nothing to bring forward: it is under way, or not the next one of its session. A break or a hold still goes first.
local e, session = open_endpoint(ARGV[1]), ARGV[2]
if queued(e, session)[1] ~= ARGV[3] or not redis.call('ZSCORE', e.due, session) then
  return 0
end
redis.call('ZADD', e.due, 'LT', now, session) -- one that is due already keeps its place
resched(e)
return 1
