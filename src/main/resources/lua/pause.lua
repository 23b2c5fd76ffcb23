-- Pauses an endpoint: what it is owed is held. ARGV: ref, reason. Answers 1, or 0 when it was paused before.
local e = open_endpoint(ARGV[1])
if e.paused then
  return 0
end
redis.call('HSET', e.health, 'paused', ARGV[2], 'paused_at', now)
redis.call('SADD', ns .. 'endpoints:' .. e.tenant, e.ref)
resched(open_endpoint(e.ref))
resched(open_endpoint(e.ref .. '!replay'))
return 1
