-- Ends a lease. ARGV: ref, session, fence, outcome (delivered | retry | dead | released), delay ms, what it says of the
-- endpoint (ok | fail | none), hold ms for the whole endpoint or 0, pause reason or '', free slots of the caller,
-- retention ms, then the attempt: event, number, status, latency ms, error, sealed response; then the breaker: failures in
-- a row, of how many in 60 s half, first and longest break ms; then when failing pauses: ms without success, failures; then
-- after which times of failing (ms, separated by commas) the tenant is told.
-- Answers stale, what the endpoint became ('' | opened | closed | paused), and the next grants of this endpoint.
local ref, session, fence, outcome = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local delay, effect, hold, pause = tonumber(ARGV[5]), ARGV[6], tonumber(ARGV[7]), ARGV[8]
local free, retention = tonumber(ARGV[9]), tonumber(ARGV[10])

local e = open_endpoint(ref)
if redis.call('HGET', e.fence, session) ~= fence then
  count(e.tenant, 'stale', 1)
  return { 1, '' }
end
redis.call('ZREM', e.lease, session)
redis.call('HDEL', e.fence, session)

if outcome == 'delivered' or outcome == 'dead' then
  if outcome == 'dead' then
    redis.call('ZADD', ns .. 'dead:' .. e.main, now, redis.call('LINDEX', e.list .. session, 0))
    redis.call('ZREMRANGEBYSCORE', ns .. 'dead:' .. e.main, '-inf', now - retention)
  end
  pop(e, session)
  count(e.tenant, outcome, 1)
  tally(e, accepted_at(ARGV[11]), outcome)
  local following = redis.call('LINDEX', e.list .. session, 0)
  if following then
    -- It takes its place among the other sessions by its age where that matters.
    local at = is_fifo(e) and redis.call('HGET', event_key(following), 'accepted_at') or now
    redis.call('ZADD', e.due, at, session)
  end
else
  if outcome == 'retry' then
    redis.call('HINCRBY', e.attempt, session, 1)
  end
  requeue(e, session, now + delay)
end

if outcome ~= 'released' then
  local entry = redis.call('XADD', ns .. 'attempts:' .. e.tenant, 'MINID', '~', now - retention, '*', 'endpoint', ref,
    'session', session, 'event', ARGV[11], 'attempt', ARGV[12], 'outcome', outcome, 'status', ARGV[13],
    'latency', ARGV[14], 'error', ARGV[15], 'response', ARGV[16])
  local timeline = ns .. 'timeline:' .. session
  redis.call('RPUSHX', timeline, 'attempt ' .. entry)
  redis.call('LTRIM', timeline, -MOST, -1)
end

local became = ''
if effect == 'ok' then
  if e.opened > 0 or e.fails > 0 then
    became = e.opened > 0 and 'closed' or ''
    e.opened, e.open_until, e.fails, e.failing_since, e.window_from = 0, 0, 0, 0, 0
    redis.call('HSET', e.health, 'opened', 0, 'open_until', 0, 'fails', 0, 'failing_since', 0, 'alerted', 0,
      'alarm_at', 0)
    e.alarm_at = 0
  end
  if now - e.window_from > 60000 then
    redis.call('HSET', e.health, 'window_from', now, 'window_ok', 1, 'window_fail', 0, 'last_success', now)
  else
    redis.call('HSET', e.health, 'window_ok', e.window_ok + 1, 'last_success', now)
  end
elseif effect == 'fail' then
  local in_row, of, first, longest = tonumber(ARGV[17]), tonumber(ARGV[18]), tonumber(ARGV[19]), tonumber(ARGV[20])
  e.fails = e.fails + 1
  if e.failing_since == 0 then
    e.failing_since = now
  end
  if now - e.window_from > 60000 then
    e.window_from, e.window_ok, e.window_fail = now, 0, 0
  end
  e.window_fail = e.window_fail + 1
  local tried = e.window_ok + e.window_fail
  -- An answer that was under way when it broke says nothing new; the one that tries after a break does.
  local trial = e.opened > 0 and e.open_until <= now
  if trial or (e.opened == 0 and (e.fails >= in_row or (tried >= of and e.window_fail * 2 >= tried))) then
    e.open_until = now + math.min(longest, first * 2 ^ math.min(e.opened, 30))
    e.opened = e.opened + 1
    became = 'opened'
  end
  redis.call('HSET', e.health, 'fails', e.fails, 'failing_since', e.failing_since, 'window_from', e.window_from,
    'window_ok', e.window_ok, 'window_fail', e.window_fail, 'opened', e.opened, 'open_until', e.open_until,
    'last_status', ARGV[13], 'last_error', ARGV[15])
  raise_alarm(e, numbers(ARGV[23]))
  if pause == '' and now - e.failing_since >= tonumber(ARGV[21]) and e.fails >= tonumber(ARGV[22]) then
    pause = 'failing'
  end
end
if hold > 0 and now + hold > e.hold_until then
  e.hold_until = now + hold
  redis.call('HSET', e.health, 'hold_until', e.hold_until)
end
if pause ~= '' and not e.paused then
  e.paused, became = pause, 'paused'
  redis.call('HSET', e.health, 'paused', pause, 'paused_at', now)
  alert(e, 'paused', 0, pause)
end

local answer = { 0, became }
grant(e, free, answer)
resched(e)
return answer
