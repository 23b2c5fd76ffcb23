-- Looks after a bucket: leases that ran out go back to due, what is due is granted. Any number of pods may do this at once.
-- ARGV: free slots of the caller, and after which times of failing (ms, separated by commas) a tenant is told. Answers ms
-- until somebody must look again (-1: nothing is planned), how many leases had run out, for how many ms the oldest delivery
-- that could go out has waited for a worker, the alerts that nobody has told yet, and the grants.
local free, thresholds = tonumber(ARGV[1]), numbers(ARGV[2])
local reaped = 0
local grants = {}

local function reap(e)
  for _, session in ipairs(redis.call('ZRANGEBYSCORE', e.lease, '-inf', now, 'LIMIT', 0, MOST)) do
    redis.call('HDEL', e.fence, session)
    requeue(e, session, now)
    redis.call('ZREM', e.lease, session)
    count(e.tenant, 'reaped', 1)
    reaped = reaped + 1
  end
end

-- A paused endpoint grants nothing, so what outlives the retention is found by looking at a few sessions at a time.
local function expire(e)
  local cursor = tonumber(redis.call('HGET', e.health, 'expire_cursor')) or 0
  local sessions = redis.call('ZRANGE', e.due, cursor, cursor + 99)
  local kept = 0
  for _, session in ipairs(sessions) do
    if head(e, session, redis.call('HGET', e.queue, session)) then
      kept = kept + 1
    else
      redis.call('ZREM', e.due, session)
    end
  end
  redis.call('HSET', e.health, 'expire_cursor', #sessions < 100 and 0 or cursor + kept)
end

need_memory()
for _, ref in ipairs(redis.call('ZRANGEBYSCORE', ns .. 'sched', '-inf', now, 'LIMIT', 0, 100)) do
  local e = open_endpoint(ref)
  reap(e)
  if e.alarm_at > 0 and e.alarm_at <= now and not e.replay then
    raise_alarm(e, thresholds)
  end
  if e.paused then
    expire(e)
  elseif free > 0 then
    free = free - grant(e, free, grants)
  end
  resched(e)
end

local alerts = redis.call('ZRANGE', ns .. 'alerts', 0, 9)
if #alerts > 0 then
  -- Nobody here knows its endpoint: not for want of trying.
  redis.call('ZREMRANGEBYSCORE', ns .. 'alerts', '-inf', now - DAY)
end
local next = tonumber(redis.call('ZRANGE', ns .. 'sched', 0, 0, 'WITHSCORES')[2])
local answer = { next and math.max(0, next - now) or -1, reaped, next and math.max(0, now - next) or 0, alerts }
for _, g in ipairs(grants) do
  answer[#answer + 1] = g
end
return answer
