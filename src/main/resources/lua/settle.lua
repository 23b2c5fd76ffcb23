-- Ends leases: what came to an end in one bucket at about the same time, in one call, since what belongs to an endpoint is
-- read and written once for all of its leases. ARGV: retention ms; the breaker: failures in a row, of how many in 60 s half,
-- first and longest break ms; when failing pauses: ms without success, failures; after which times of failing (ms, separated
-- by commas) the tenant is told; then for each lease: ref, session, fence, outcome (delivered | retry | dead | released),
-- free slots of the caller, when its event was accepted, the line of the attempt, and of what did not succeed at once more:
-- "DELAY EFFECT HOLD PAUSE STATUS" (delay ms; what it says of the endpoint: fail | none; hold ms for the whole endpoint or 0;
-- pause reason or '-'; the attempt's HTTP status), its error and the sealed answer, else three empty ones.
-- Answers for each lease: stale, what the endpoint became ('' | opened | closed | paused), and the next grants of this
-- endpoint.
local retention = tonumber(ARGV[1])
local in_row, of, first, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local silent, fails_to_pause = tonumber(ARGV[6]), tonumber(ARGV[7])
local thresholds = numbers(ARGV[8])
local HEAD, FIELDS = 8, 10
local text_now, text_oldest = text(now), text(now - retention)

local endpoints, order = {}, {}
local counts = {} -- tenant, field: what to add
local steps = {} -- session: of its timeline
local trimmed = {} -- streams of attempts

-- The part of a table of tables that belongs to a key.
local function part(whole, key)
  whole[key] = whole[key] or {}
  return whole[key]
end

local function add(tenant, field, n)
  local mine = part(counts, tenant)
  mine[field] = (mine[field] or 0) + n
end

-- One command with these arguments, when there are any.
local function all_of(command, key, args)
  if #args > 0 then
    redis.call(command, key, unpack(args))
  end
end

-- The endpoint, with what this call has to do for it at the end.
local function endpoint(ref)
  local e = endpoints[ref]
  if not e then
    e = open_endpoint(ref)
    e.asked, e.ended, e.done, e.emptied, e.shorter, e.due_now, e.tallies, e.items = {}, {}, {}, {}, {}, {}, {}, {}
    e.served = false
    endpoints[ref] = e
    order[#order + 1] = e
  end
  return e
end

local function read(at)
  local delay, effect, hold, pause, status = 0, 'ok', 0, '-', nil
  if ARGV[at + 8] ~= '' then
    delay, effect, hold, pause, status = string.match(ARGV[at + 8], '^(%d+) (%a+) (%d+) (%S+) (%d+)$')
  end
  return { ref = ARGV[at + 1], session = ARGV[at + 2], fence = ARGV[at + 3], outcome = ARGV[at + 4],
    free = tonumber(ARGV[at + 5]), accepted_at = tonumber(ARGV[at + 6]), line = ARGV[at + 7], error = ARGV[at + 9],
    response = ARGV[at + 10], delay = delay, effect = effect, hold = hold, pause = pause, status = status }
end

-- The fences go first: should this script break off, nothing happens twice, and what was not done yet is done when the
-- leases, which go last, have run out.
local function end_fences(e)
  local sessions = {}
  for _, l in ipairs(e.asked) do
    sessions[#sessions + 1] = l.session
  end
  local held = redis.call('HMGET', e.fence, unpack(sessions))
  local waiting = redis.call('HMGET', e.queue, unpack(sessions))
  local ends = {}
  e.fences, e.waiting = {}, {}
  for i, l in ipairs(e.asked) do
    if held[i] == l.fence then
      ends[#ends + 1] = l.session
      if waiting[i] then -- else its endpoint was removed
        e.fences[l.session], e.waiting[l.session] = l.fence, waiting[i]
      end
    end
  end
  all_of('HDEL', e.fence, ends)
end

local function deliver(e, l)
  local session, outcome, ids = l.session, l.outcome, e.waiting[l.session]
  if outcome == 'dead' then
    redis.call('ZADD', ns .. 'dead:' .. e.main, now, first_of(ids))
    redis.call('ZREMRANGEBYSCORE', ns .. 'dead:' .. e.main, '-inf', now - retention)
  end
  e.done[#e.done + 1] = session
  add(e.tenant, 'live', -1)
  add(e.tenant, outcome, 1)
  local tally = part(e.tallies, day_key(e, l.accepted_at))
  tally[outcome] = (tally[outcome] or 0) + 1
  local following = rest_of(ids)
  if following then
    e.shorter[#e.shorter + 1] = session
    e.shorter[#e.shorter + 1] = following
    -- It takes its place among the other sessions by its age where that matters.
    e.due_now[#e.due_now + 1] = is_fifo(e) and accepted_at(first_of(following)) or text_now
    e.due_now[#e.due_now + 1] = session
  else
    e.emptied[#e.emptied + 1] = session
  end
end

local function note(e, l)
  local stream = ns .. 'attempts:' .. e.tenant
  local args = { '*', 'line', l.line }
  if not trimmed[stream] then
    args = { 'MINID', '~', text_oldest, '*', 'line', l.line }
    trimmed[stream] = true
  end
  if l.error ~= '' or l.response ~= '' then
    for _, more in ipairs({ 'error', l.error, 'response', l.response }) do
      args[#args + 1] = more
    end
  end
  local mine = part(steps, l.session)
  mine[#mine + 1] = 'attempt ' .. redis.call('XADD', stream, unpack(args))
end

local function succeed(e)
  local became = ''
  if e.opened > 0 or e.fails > 0 then
    became = e.opened > 0 and 'closed' or ''
    e.opened, e.open_until, e.fails, e.failing_since, e.window_from = 0, 0, 0, 0, 0
    redis.call('HSET', e.health, 'opened', 0, 'open_until', 0, 'fails', 0, 'failing_since', 0, 'alerted', 0,
      'alarm_at', 0)
    e.alarm_at = 0
  end
  if now - e.window_from > 60000 then
    e.window_from, e.window_ok, e.window_fail = now, 0, 0
  end
  e.window_ok = e.window_ok + 1
  e.served = true
  return became
end

local function fail(e, l)
  local became, pause = '', l.pause
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
    'last_status', l.status, 'last_error', l.error)
  raise_alarm(e, thresholds)
  if pause == '-' and now - e.failing_since >= silent and e.fails >= fails_to_pause then
    pause = 'failing'
  end
  return became, pause
end

-- What the outcome says of the whole endpoint.
local function judge(e, l)
  local hold, pause, became = tonumber(l.hold), l.pause, ''
  if l.effect == 'ok' then
    became = succeed(e)
  elseif l.effect == 'fail' then
    became, pause = fail(e, l)
  end
  if hold > 0 and now + hold > e.hold_until then
    e.hold_until = now + hold
    redis.call('HSET', e.health, 'hold_until', e.hold_until)
  end
  if pause ~= '-' and not e.paused then
    e.paused, became = pause, 'paused'
    redis.call('HSET', e.health, 'paused', pause, 'paused_at', now)
    alert(e, 'paused', 0, pause)
  end
  return became
end

local function settle(e, l)
  if e.fences[l.session] ~= l.fence then
    add(e.tenant, 'stale', 1)
    return { 1, '' }
  end
  e.fences[l.session] = nil
  e.ended[#e.ended + 1] = l.session
  if l.outcome == 'delivered' or l.outcome == 'dead' then
    deliver(e, l)
  else
    if l.outcome == 'retry' then
      redis.call('HINCRBY', e.attempt, l.session, 1)
    end
    requeue(e, l.session, now + tonumber(l.delay))
  end
  if l.outcome ~= 'released' then
    note(e, l)
  end
  return { 0, judge(e, l) }
end

local function write(e)
  all_of('HDEL', e.queue, e.emptied)
  all_of('HSET', e.queue, e.shorter)
  all_of('HDEL', e.attempt, e.done)
  all_of('ZADD', e.due, e.due_now)
  all_of('ZREM', e.lease, e.ended)
  if e.served then
    redis.call('HSET', e.health, 'window_from', e.window_from, 'window_ok', e.window_ok, 'window_fail', e.window_fail,
      'last_success', now)
  end
  for day, tally in pairs(e.tallies) do
    for outcome, n in pairs(tally) do
      redis.call('HINCRBY', day, e.ref .. ' ' .. outcome, n)
    end
  end
end

-- The next grants, dealt out in turn to those who ended a lease and have room.
local function go_on(e)
  local free = 0
  for _, item in ipairs(e.items) do
    free = free + item.free
  end
  local grants = {}
  if free > 0 then
    grant(e, free, grants)
  end
  local turn = 1
  for _, g in ipairs(grants) do
    while e.items[turn].free == 0 do
      turn = turn % #e.items + 1
    end
    local item = e.items[turn]
    item.free = item.free - 1
    item.answer[#item.answer + 1] = g
    turn = turn % #e.items + 1
  end
  resched(e)
end

need_memory()
local answer, leases = {}, {}
for at = HEAD, #ARGV - FIELDS, FIELDS do
  local l = read(at)
  local e = endpoint(l.ref)
  e.asked[#e.asked + 1] = l
  leases[#leases + 1] = l
end
for _, e in ipairs(order) do
  end_fences(e)
end
for i, l in ipairs(leases) do
  local e = endpoints[l.ref]
  answer[i] = settle(e, l)
  if answer[i][1] == 0 then
    e.items[#e.items + 1] = { answer = answer[i], free = l.free }
  end
end
for _, e in ipairs(order) do
  write(e)
  if #e.items > 0 then
    go_on(e)
  end
end
for session, mine in pairs(steps) do
  local timeline = ns .. 'timeline:' .. session
  if redis.call('RPUSHX', timeline, unpack(mine)) > MOST then
    redis.call('LTRIM', timeline, -MOST, -1)
  end
end
for tenant, mine in pairs(counts) do
  for field, n in pairs(mine) do
    redis.call('HINCRBY', ns .. 'stats:' .. tenant, field, n)
  end
end
return answer
