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

-- Where nothing or little goes out, what outlives the retention is found by looking at a few sessions at a time: none is due
-- before its first event was accepted, save one that goes first of all, so the oldest stand in front. Notes whether some was.
local function expire(e)
  for _, session in ipairs(redis.call('ZRANGE', e.due, 0, 99)) do
    local waits = redis.call('HGET', e.queue, session)
    local id = head(e, session, waits)
    if not id then
      redis.call('ZREM', e.due, session)
      e.expiring = true
    elseif id ~= first_of(waits) then
      redis.call('ZADD', e.due, accepted_at(id), session) -- else it would stand in front for an event that is gone
      e.expiring = true
    end
  end
end

need_memory()
for _, ref in ipairs(redis.call('ZRANGEBYSCORE', ns .. 'sched', '-inf', now, 'LIMIT', 0, 100)) do
  local e = open_endpoint(ref)
  reap(e)
  if e.alarm_at > 0 and e.alarm_at <= now and not e.replay then
    raise_alarm(e, thresholds)
  end
  if e.paused or e.opened > 0 then
    expire(e)
  end
  if not e.paused and free > 0 then
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
