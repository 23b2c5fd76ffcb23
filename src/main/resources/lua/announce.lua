-- Tells a tenant of the state of one of its endpoints, once: an event of its own, in an order of its own. ARGV: the alert,
-- its tenant, the endpoint's ref, new event id, type, status, sealed content, retention ms, trace context; then for each
-- subscription: ref, permits, lease ms, rate per s or 0.
-- Answers 1 when somebody told it before or the endpoint is gone; else 0, the id, sequence, accepted_at, and the grants.
local tenant, about, id, retention = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[8])
local health = ns .. 'ep:' .. about .. ':health'
if not redis.call('ZSCORE', ns .. 'alerts', ARGV[1]) then
  return { 1 }
elseif redis.call('EXISTS', health) == 0 then
  redis.call('ZREM', ns .. 'alerts', ARGV[1])
  return { 1 }
end
-- One that is failing itself, or was paused for it, is not owed the others' troubles: when all of them fail, each would get
-- as many alerts as there are endpoints. They are in the feed.
local function is_well(e)
  local alerted = tonumber(redis.call('HGET', e.health, 'alerted')) or 0
  return alerted == 0 and e.paused ~= 'gone' and e.paused ~= 'failing'
end

local seq = redis.call('HINCRBY', health, 'told', 1)
local answer = { 0, id, tostring(seq), tostring(now) }
publish({ tenant = tenant, account = '', session = 'endpoint:' .. about, id = id, kind = ARGV[5], seq = seq, status = ARGV[6],
  source = 'gateway', verified = '1', outdated = '0', content = ARGV[7], traceparent = ARGV[9] }, { retention = retention, keep = now + retention }, 10, answer, is_well)
redis.call('ZREM', ns .. 'alerts', ARGV[1]) -- last, as half of this must not make it told
return answer
