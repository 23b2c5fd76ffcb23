-- Ends leases: what came to an end in one bucket at about the same time, in one call, since what belongs to an endpoint is
-- read and written once for all of its leases. ARGV: retention ms; the breaker: failures in a row, of how many in 60 s half,
-- first and longest break ms; when failing pauses: ms without success, failures; after which times of failing (ms, separated
-- by commas) the tenant is told; then for each endpoint: ref, its leases, free slots of the callers, and of each lease one
-- after the other: the sessions, the fences, the lines of the attempts, the days on which the events were accepted, and ''
-- for those delivered, else "OUTCOME DELAY EFFECT HOLD PAUSE STATUS LENGTH ERROR" and what the receiver answered, sealed
-- (retry | dead | released; delay ms; what it says of the endpoint: fail | none; hold ms for the whole endpoint or 0; pause
-- reason or '-'; the attempt's HTTP status; of the error's bytes).
-- Answers for each endpoint: what became of those leases that were stale or changed it, "PLACE stale | opened | closed | paused"
-- each, from 0, separated by commas; and its next grants.
local retention = tonumber(ARGV[1])
local in_row, of, first, longest = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local silent, fails_to_pause = tonumber(ARGV[6]), tonumber(ARGV[7])
local thresholds = numbers(ARGV[8])
local HEAD = 8
local text_oldest = text(now - retention)

local counts = {} -- tenant, field: what to add
local steps = {} -- session: of its timeline
local plain = {} -- tenant: fields of an entry for attempts, and the sessions they are of

-- The part of a table of tables that belongs to a key.
local function part(whole, key)
  local mine = whole[key]
  if not mine then
    mine = {}
    whole[key] = mine
  end
  return mine
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

local DELIVERED = { outcome = 'delivered', delay = 0, effect = 'ok', hold = 0, pause = '-', error = '', response = '' }

local function read(more)
  if more == '' then
    return DELIVERED
  end
  local outcome, delay, effect, hold, pause, status, length, at =
    string.match(more, '^(%a+) (%d+) (%a+) (%d+) (%S+) (%d+) (%d+) ()')
  return { outcome = outcome, delay = tonumber(delay), effect = effect, hold = tonumber(hold), pause = pause, status = status,
    error = string.sub(more, at, at + length - 1), response = string.sub(more, at + length) }
end

-- The leases of an endpoint, which stand in ARGV from this place on, and what is known of them before anything is changed.
local function open_leases(at)
  local e, n, from = open_endpoint(ARGV[at]), tonumber(ARGV[at + 1]), at + 3
  return { e = e, n = n, free = tonumber(ARGV[at + 2]), sessions = from, fences = from + n, lines = from + 2 * n,
    days = from + 3 * n, more = from + 4 * n,
    held = redis.call('HMGET', e.fence, unpack(ARGV, from, from + n - 1)),
    waiting = redis.call('HMGET', e.queue, unpack(ARGV, from, from + n - 1)),
    -- To be written once all of them were looked at.
    ended = {}, emptied = {}, done = {}, shorter = {}, due = {}, tallies = {} }
end

local function deliver(leases, session, ids, outcome, day)
  local e = leases.e
  if outcome == 'dead' then
    redis.call('ZADD', ns .. 'dead:' .. e.main, now, first_of(ids))
    redis.call('ZREMRANGEBYSCORE', ns .. 'dead:' .. e.main, '-inf', now - retention)
  end
  leases.done[#leases.done + 1] = session
  local tally = part(leases.tallies, day)
  tally[outcome] = (tally[outcome] or 0) + 1
  local following = rest_of(ids)
  if following then
    leases.shorter[#leases.shorter + 1] = session
    leases.shorter[#leases.shorter + 1] = following
    -- It takes its place among the other sessions by its age where that matters.
    leases.due[#leases.due + 1] = is_fifo(e) and accepted_at(first_of(following)) or text_now
    leases.due[#leases.due + 1] = session
  else
    leases.emptied[#leases.emptied + 1] = session
  end
end

-- An entry of the stream, and a step in the timeline of each of these sessions.
local function log(tenant, fields, sessions)
  local id = redis.call('XADD', ns .. 'attempts:' .. tenant, 'MINID', '~', text_oldest, '*', unpack(fields))
  for session in pairs(sessions) do
    local mine = part(steps, session)
    mine[#mine + 1] = 'attempt ' .. id
  end
end

-- Of an attempt without an error and an answer only its line is kept, with all others of its tenant in this call.
local function note(e, session, line, how)
  if how.error == '' and how.response == '' then
    local mine = part(plain, e.tenant)
    local fields = part(mine, 'fields')
    fields[#fields + 1] = 'line'
    fields[#fields + 1] = line
    part(mine, 'sessions')[session] = true
  else
    log(e.tenant, { 'line', line, 'error', how.error, 'response', how.response }, { [session] = true })
  end
end

-- What was under way when the endpoint broke says nothing of the break, well or badly; what tries after it does.
local function is_trial(e)
  return e.opened > 0 and e.open_until <= now
end

local function succeed(e)
  local became = ''
  local mended = is_trial(e)
  if mended or e.fails > 0 then
    if mended then
      became, e.opened, e.open_until, e.window_from = 'closed', 0, 0, 0
    end
    e.fails, e.failing_since, e.alarm_at = 0, 0, 0
    redis.call('HSET', e.health, 'opened', e.opened, 'open_until', e.open_until, 'fails', 0, 'failing_since', 0, 'alerted', 0,
      'alarm_at', 0)
  end
  if now - e.window_from > 60000 then
    e.window_from, e.window_ok, e.window_fail = now, 0, 0
  end
  e.window_ok = e.window_ok + 1
  e.served = true
  return became
end

local function fail(e, how)
  local became, pause = '', how.pause
  e.fails = e.fails + 1
  if e.failing_since == 0 then
    e.failing_since = now
  end
  if now - e.window_from > 60000 then
    e.window_from, e.window_ok, e.window_fail = now, 0, 0
  end
  e.window_fail = e.window_fail + 1
  local tried = e.window_ok + e.window_fail
  if is_trial(e) or (e.opened == 0 and (e.fails >= in_row or (tried >= of and e.window_fail * 2 >= tried))) then
    e.open_until = now + math.min(longest, first * 2 ^ math.min(e.opened, 30))
    e.opened = e.opened + 1
    became = 'opened'
  end
  redis.call('HSET', e.health, 'fails', e.fails, 'failing_since', e.failing_since, 'window_from', e.window_from,
    'window_ok', e.window_ok, 'window_fail', e.window_fail, 'opened', e.opened, 'open_until', e.open_until,
    'last_status', how.status, 'last_error', how.error)
  raise_alarm(e, thresholds)
  if pause == '-' and not e.origin and now - e.failing_since >= silent and e.fails >= fails_to_pause then
    pause = 'failing'
  end
  return became, pause
end

-- What the outcome says of the whole endpoint. What was replayed may fail for what it is, and must not stop what is new; but
-- once the endpoint is broken, it counts as any other.
local function judge(e, how)
  local told = not e.replay or e.opened > 0
  local hold, pause, became = told and how.hold or 0, how.pause, ''
  if how.effect == 'ok' then
    became = succeed(e)
  elseif how.effect == 'fail' and told then
    became, pause = fail(e, how)
  end
  if hold > 0 and now + hold > e.hold_until then
    e.hold_until = now + hold
    redis.call('HSET', e.health, 'hold_until', e.hold_until)
  end
  if pause ~= '-' and not e.paused then
    e.paused, became = pause, 'paused'
    redis.call('HSET', e.health, 'paused', pause, 'paused_at', now, 'last_status', how.status, 'last_error', how.error)
    alert(e, 'paused', 0, pause)
  end
  return became
end

-- The fences go first and the leases last: should this script break off, nothing happens twice, and what was not done yet is
-- done when they have run out.
local function end_fences(leases)
  local ends, held = {}, leases.held
  for i = 1, leases.n do
    local session = ARGV[leases.sessions + i - 1]
    if held[i] and held[i] == ARGV[leases.fences + i - 1] and not ends[session] then
      ends[#ends + 1] = session
      ends[session] = true
    else
      held[i] = false
    end
  end
  all_of('HDEL', leases.e.fence, ends)
end

local function failed_again(e, session, how)
  local n, faults = failures(redis.call('HGET', e.attempt, session))
  if how.effect == 'none' then
    faults = faults + 1
  end
  redis.call('HSET', e.attempt, session, faults > 0 and text(n + 1) .. '+' .. text(faults) or text(n + 1))
end

-- Answers what became of them.
local function settle(leases)
  local e, became = leases.e, {}
  for i = 1, leases.n do
    local session, how, turn = ARGV[leases.sessions + i - 1], read(ARGV[leases.more + i - 1]), ''
    if not leases.held[i] or not leases.waiting[i] then -- it waits no more when its endpoint was removed
      add(e.tenant, 'stale', 1)
      turn = 'stale'
    else
      leases.ended[#leases.ended + 1] = session
      if how.outcome == 'delivered' or how.outcome == 'dead' then
        deliver(leases, session, leases.waiting[i], how.outcome, ARGV[leases.days + i - 1])
      else
        if how.outcome == 'retry' then
          failed_again(e, session, how)
        end
        requeue(e, session, now + how.delay)
      end
      if how.outcome ~= 'released' then
        note(e, session, ARGV[leases.lines + i - 1], how)
      end
      turn = judge(e, how)
    end
    if turn ~= '' then
      became[#became + 1] = (i - 1) .. ' ' .. turn
    end
  end
  return table.concat(became, ',')
end

local function write(leases)
  local e = leases.e
  all_of('HDEL', e.queue, leases.emptied)
  all_of('HSET', e.queue, leases.shorter)
  all_of('HDEL', e.attempt, leases.done)
  all_of('ZADD', e.due, leases.due)
  all_of('ZREM', e.lease, leases.ended)
  if e.served then
    redis.call('HSET', e.health, 'window_from', text(e.window_from), 'window_ok', text(e.window_ok), 'window_fail',
      text(e.window_fail), 'last_success', text_now)
  end
  for day, tally in pairs(leases.tallies) do
    for outcome, n in pairs(tally) do
      redis.call('HINCRBY', day_key(e, day * DAY), e.ref .. ' ' .. outcome, text(n))
      add(e.tenant, outcome, n)
      add(e.tenant, 'live', -n)
    end
  end
end

need_memory()
local all, answer = {}, {}
local at = HEAD + 1
while at <= #ARGV do
  local leases = open_leases(at)
  all[#all + 1] = leases
  at = leases.more + leases.n
end
for _, leases in ipairs(all) do
  end_fences(leases)
end
for i, leases in ipairs(all) do
  answer[i] = { settle(leases) }
end
for tenant, entry in pairs(plain) do
  log(tenant, entry.fields, entry.sessions)
end
for i, leases in ipairs(all) do
  write(leases)
  if #leases.ended > 0 then
    if leases.free > 0 then
      grant(leases.e, leases.free, answer[i])
    end
    resched(leases.e)
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
    redis.call('HINCRBY', ns .. 'stats:' .. tenant, field, text(n))
  end
end
return answer
