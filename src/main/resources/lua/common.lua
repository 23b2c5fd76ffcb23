-- Shared by every script of the journal. KEYS[1] is the start of all keys of a bucket, such as "hpp:{b07}:": they share
-- its hash tag and with it a slot. Time is Redis' own, in ms, so that the clocks of the pods do not matter.
local ns = KEYS[1]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A whole number for a command: of a number Redis writes out up to 17 digits of a fraction, which costs as much as the command.
local function text(n)
  return string.format('%d', n)
end
local text_now = text(now)

-- Bounds the work of one script: Redis does nothing else meanwhile.
local MOST = 1000

local DAY = 86400000 -- ms

-- Fails when Redis is full, which it decides at the start of a script, and changes nothing: a script whose first writes only
-- remove something would otherwise fail half-way.
local function need_memory()
  redis.call('SETRANGE', ns .. 'fence', 0, '')
end

local function count(tenant, field, n)
  redis.call('HINCRBY', ns .. 'stats:' .. tenant, field, n)
end

-- A ref is "<tenant>/<endpoint>", for the lane of replays "<tenant>/<endpoint>!replay". A replay lane has queues, permits
-- and a rate of its own, but is paused, held and broken together with its endpoint; it does neither itself.
local function open_endpoint(ref)
  local base = ns .. 'ep:' .. ref
  local main = string.match(ref, '^(.*)!replay$')
  local health = main and ns .. 'ep:' .. main .. ':health' or base .. ':health'
  local h = redis.call('HMGET', health, 'permits', 'lease', 'paused', 'opened', 'open_until', 'hold_until', 'fails',
    'failing_since', 'last_success', 'window_from', 'window_ok', 'window_fail', 'rate', 'alarm_at', 'fifo_until')
  local permits, rate = tonumber(h[1]) or 16, tonumber(h[13]) or 0
  -- It stands for the URLs that sessions bring along: nobody steers it, so once paused it would stay so.
  local origin = string.find(ref, '/su_', 1, true) ~= nil
  return {
    ref = ref, main = main or ref, replay = main ~= nil, origin = origin, tenant = string.match(ref, '^[^/]*'),
    due = base .. ':due', lease = base .. ':lease', fence = base .. ':fence', attempt = base .. ':attempt',
    queue = base .. ':queue', pace = base .. ':pace', health = health,
    -- Few at a time for replays, and of the endpoint's permits those that are free: they must not crowd out what is new.
    permits = main and math.min(4, permits) or permits, all_permits = permits,
    main_lease = main and ns .. 'ep:' .. main .. ':lease', lease_ms = tonumber(h[2]) or 25000,
    paused = not origin and h[3] and h[3] ~= '' and h[3] or false,
    opened = tonumber(h[4]) or 0, open_until = tonumber(h[5]) or 0, hold_until = tonumber(h[6]) or 0,
    -- The receiver asks for a hold; with one permit all wait besides until what goes first may be tried again.
    fifo_until = tonumber(h[15]) or 0,
    fails = tonumber(h[7]) or 0, failing_since = tonumber(h[8]) or 0, last_success = tonumber(h[9]) or 0,
    window_from = tonumber(h[10]) or 0, window_ok = tonumber(h[11]) or 0, window_fail = tonumber(h[12]) or 0,
    -- Replays: 20 a second. A burst of 5 is what a quarter of a second, the longest time between two looks, is worth.
    fresh = not h[1], rate = main and math.min(20, rate > 0 and rate or 20) or rate, burst = 5, alarm_at = tonumber(h[14]) or 0,
  }
end

-- Forgets an endpoint that is owed nothing, with its lane of replays; its next event makes it anew.
local function forget(e)
  for _, lane in ipairs({ e, open_endpoint(e.ref .. '!replay') }) do
    redis.call('DEL', lane.queue, lane.fence, lane.attempt, lane.pace)
    redis.call('ZREM', ns .. 'sched', lane.ref)
  end
  redis.call('DEL', e.health, ns .. 'dead:' .. e.ref)
  redis.call('SREM', ns .. 'endpoints:' .. e.tenant, e.ref)
end

-- What went first waits alone from now on.
local function end_fifo(e)
  for _, session in ipairs(redis.call('ZRANGEBYSCORE', e.due, 0, 0)) do
    redis.call('ZADD', e.due, e.fifo_until, session)
  end
  redis.call('HDEL', e.health, 'fifo_until')
  e.fifo_until = 0
end

-- What the subscription asks for is kept with the endpoint, so that a sweep knows it too.
local function subscribe(e, permits, lease, rate)
  if e.fresh or e.permits ~= permits or e.lease_ms ~= lease or e.rate ~= rate then
    if e.fifo_until > now and permits > 1 then
      end_fifo(e)
    end
    redis.call('HSET', e.health, 'permits', permits, 'lease', lease, 'rate', rate)
    redis.call('SADD', ns .. 'endpoints:' .. e.tenant, e.ref)
    e.permits, e.lease_ms, e.rate = permits, lease, rate
  end
end

-- An event that is replayed under a new id waits in its queue as "<event>~<number>".
local function event_key(id)
  return ns .. 'event:' .. string.match(id, '^[^~]*')
end

-- The books of a day (UTC), the day on which the event was accepted: what an endpoint was owed, and what became of it.
local function day_key(e, accepted_at)
  return ns .. 'day:' .. e.tenant .. ':' .. math.floor(accepted_at / DAY)
end

local function tally(e, accepted_at, field)
  if accepted_at then -- else the event is gone, and its day over
    return redis.call('HINCRBY', day_key(e, accepted_at), e.ref .. ' ' .. field, 1)
  end
end

-- What is known of an event besides its content is one text: a field of its own for each costs 70 bytes apiece, and more to
-- read and to pass on than what stands in it. The type is told apart from the status by its length, as both may be any text.
local function pack_head(event)
  return table.concat({ event.seq, event.source, event.verified, event.outdated, now, event.traceparent, event.account,
    #event.kind, event.kind .. event.status }, ' ')
end

-- The head of an event that still exists.
local function read_head(id)
  local head = redis.call('HGET', event_key(id), 'head')
  if head then
    local seq, outdated, accepted_at, length, rest =
      string.match(head, '^(%S+) %S+ %S+ (%S+) (%S+) %S* %S* (%S+) (.*)$')
    return { seq = seq, outdated = outdated, accepted_at = accepted_at, kind = string.sub(rest, 1, length) }
  end
end

local function accepted_at(id)
  local head = read_head(id)
  return head and tonumber(head.accepted_at)
end

-- Books a new event. The books of a day outlive its last event by two days.
local function book(e, id, session, seq, retention)
  local day, line = day_key(e, now), table.concat({ id, session, seq, now }, ' ')
  if tally(e, now, 'accepted') == 1 then
    redis.call('HSET', day, e.ref .. ' first', line)
    redis.call('PEXPIRE', day, retention + 3 * DAY)
  end
  redis.call('HSET', day, e.ref .. ' last', line)
end

-- Until when nothing goes out that is due: it is held back or broken.
local function closed_until(e)
  return math.max(e.hold_until, e.fifo_until, e.opened > 0 and e.open_until or 0)
end

-- Leases it may hold at most now: none while paused, held back or broken, one to try again after a break.
local function limit(e)
  if e.paused or closed_until(e) > now then
    return 0
  end
  return e.opened > 0 and 1 or e.permits
end

local function room(e)
  local most = limit(e)
  if most == 0 then
    return 0
  end
  local mine = redis.call('ZCARD', e.lease)
  return math.min(most - mine, e.replay and e.all_permits - mine - redis.call('ZCARD', e.main_lease) or most)
end

-- GCRA: `pace` holds the time at which the endpoint has paid for all it was sent.
local function paced_until(e)
  if e.rate <= 0 then
    return 0
  end
  local paid = tonumber(redis.call('GET', e.pace)) or 0
  return paid - (e.burst - 1) * 1000 / e.rate
end

local function pay(e)
  if e.rate > 0 then
    local paid = math.max(now, tonumber(redis.call('GET', e.pace)) or 0) + 1000 / e.rate
    redis.call('SET', e.pace, paid, 'PX', math.ceil(paid - now) + 60000)
  end
end

-- The lease comes before the attempt. Answers the fences of these sessions; one is never given twice in a bucket, so a late
-- answer matches nothing.
local function take(e, sessions)
  local before, ends = redis.call('INCRBY', ns .. 'fence', text(#sessions)) - #sessions, text(now + e.lease_ms)
  local leases, held, fences = {}, {}, {}
  for i, session in ipairs(sessions) do
    fences[i] = text(before + i)
    leases[2 * i - 1], leases[2 * i] = ends, session
    held[2 * i - 1], held[2 * i] = session, fences[i]
    pay(e)
  end
  redis.call('ZADD', e.lease, unpack(leases))
  redis.call('HSET', e.fence, unpack(held))
  return fences
end

-- With one permit an endpoint is strictly first in, first out, over all of its sessions.
local function is_fifo(e)
  return e.permits == 1 and not e.replay
end

-- The session's first event is due at this time and stays where it is: with one permit everybody else waits for it.
local function requeue(e, session, at)
  if is_fifo(e) then
    redis.call('ZADD', e.due, 0, session)
    if at > math.max(now, e.fifo_until) then
      e.fifo_until = at
      redis.call('HSET', e.health, 'fifo_until', at)
    end
  else
    redis.call('ZADD', e.due, at, session)
  end
end

-- A session's undelivered events wait in one text of an endpoint's hash, ids in order: nearly always it is one, and of many
-- sessions they are read, written and removed at once.
local function queued(e, session)
  local ids = {}
  for id in string.gmatch(redis.call('HGET', e.queue, session) or '', '%S+') do
    ids[#ids + 1] = id
  end
  return ids
end

-- How many of these go before it; nil when it is not among them.
local function place_in(ids, id)
  for i, waits in ipairs(ids) do
    if waits == id then
      return i - 1
    end
  end
  return nil
end

-- The same of all that wait in its session.
local function place_of(e, session, id)
  return place_in(queued(e, session), id)
end

-- Answers how many of its session go before it, and whether it was put there: what waits already, as an accept that was done
-- in half may have left it, is not put there again.
local function push(e, session, id)
  if redis.call('HSETNX', e.queue, session, id) == 1 then
    return 0, true
  end
  local ids = queued(e, session)
  local place = place_in(ids, id)
  if place then
    return place, false
  end
  ids[#ids + 1] = id
  redis.call('HSET', e.queue, session, table.concat(ids, ' '))
  return #ids - 1, true
end

-- Whether somebody will look at what waits in this session; without it half a script may have left it in its queue only.
local function on_its_way(e, session)
  return redis.call('ZSCORE', e.lease, session) or redis.call('ZSCORE', e.due, session)
end

local function first_of(ids)
  return string.match(ids, '^%S+')
end

-- What waits behind the first one; nil for nothing.
local function rest_of(ids)
  return string.match(ids, ' (.*)$')
end

-- Head and content of events that this call has read: the endpoints of a tenant are often given the same ones at a time.
local events = {}

local function read_event(id)
  events[id] = events[id] or redis.call('HMGET', event_key(id), 'head', 'content')
  return events[id]
end

-- The first event of a session that still exists, of those that wait; older ones have outlived the retention and are counted
-- as expired.
local function head(e, session, ids)
  local gone = 0
  while ids do
    local id = first_of(ids)
    local event = read_event(id)
    if event[1] then
      break
    end
    ids, gone = rest_of(ids), gone + 1
  end
  if gone > 0 then
    if ids then
      redis.call('HSET', e.queue, session, ids)
    else
      redis.call('HDEL', e.queue, session)
    end
    redis.call('HDEL', e.attempt, session)
    count(e.tenant, 'live', -gone)
    count(e.tenant, 'expired', gone)
  end
  if ids then
    return first_of(ids), read_event(first_of(ids))
  end
end

local function status_update(e, session)
  return e.origin and redis.call('HGET', ns .. 'session:' .. session, 'status_update') or ''
end

-- Attempts that failed, and how many of them through a fault of ours: "N" or "N+FAULTS", nothing before the first.
local function failures(tried)
  local n, faults = string.match(tried or '0', '^(%d+)%+?(%d*)$')
  return tonumber(n), tonumber(faults) or 0
end

-- Leases these sessions, whose first events are given, and appends a grant of each to `out`, four texts: "REF SESSION EVENT
-- FENCE ATTEMPT FAULTS LEASE", the sealed status_update URL or '', the event's head and its content.
local function lease(e, sessions, ids, events, out)
  local tried = redis.call('HMGET', e.attempt, unpack(sessions))
  local fences, ms = take(e, sessions), text(e.lease_ms)
  local n = #out
  for i, session in ipairs(sessions) do
    local number = '1 0'
    if tried[i] then
      local failed, faults = failures(tried[i])
      number = text(failed + 1) .. ' ' .. text(faults)
    end
    out[n + 1] = e.ref .. ' ' .. session .. ' ' .. ids[i] .. ' ' .. fences[i] .. ' ' .. number .. ' ' .. ms
    out[n + 2], out[n + 3], out[n + 4] = status_update(e, session), events[i][1], events[i][2]
    n = n + 4
  end
end

-- Appends up to n grants of an endpoint to `out`, the longest due first; answers how many.
local function grant(e, n, out)
  local granted = 0
  n = math.min(n, room(e))
  for _ = 1, MOST do
    if granted >= n or paced_until(e) > now then
      return granted
    end
    -- One by one where a rate is to be looked at before each.
    local due = redis.call('ZRANGEBYSCORE', e.due, '-inf', text_now, 'LIMIT', '0', e.rate > 0 and '1' or text(n - granted))
    if #due == 0 then
      return granted
    end
    local waiting = redis.call('HMGET', e.queue, unpack(due))
    local sessions, ids, events = {}, {}, {}
    for i, session in ipairs(due) do
      local id, event = head(e, session, waiting[i])
      if id then
        sessions[#sessions + 1], ids[#ids + 1], events[#events + 1] = session, id, event
      end
    end
    if #sessions > 0 then
      lease(e, sessions, ids, events, out)
      granted = granted + #sessions
    end
    redis.call('ZREM', e.due, unpack(due))
  end
  return granted
end

-- Notes that an endpoint's tenant is to hear of its state: whoever sweeps next tells it, once. An alert is "REF KIND
-- THRESHOLD SINCE FAILS STATUS AT REASON ERROR", times in ms; the last one may have spaces.
local function alert(e, kind, threshold, reason)
  local last = redis.call('HMGET', e.health, 'last_status', 'last_error')
  redis.call('ZADD', ns .. 'alerts', now, table.concat({ e.main, kind, threshold, e.failing_since, e.fails,
    last[1] or '0', now, reason, last[2] or '' }, ' '))
end

-- Tells of an endpoint that has been failing for one of these times (ms, ascending), each once until it works again.
local function raise_alarm(e, thresholds)
  local told = tonumber(redis.call('HGET', e.health, 'alerted')) or 0
  local passed = told
  while thresholds[passed + 1] and now - e.failing_since >= thresholds[passed + 1] do
    passed = passed + 1
  end
  if passed > told and not e.paused then
    alert(e, 'failing', thresholds[passed], '-')
  end
  e.alarm_at = thresholds[passed + 1] and e.failing_since + thresholds[passed + 1] or 0
  redis.call('HSET', e.health, 'alerted', passed, 'alarm_at', e.alarm_at)
end

local function numbers(list)
  local all = {}
  for number in string.gmatch(list, '%d+') do
    all[#all + 1] = tonumber(number)
  end
  return all
end

-- Writes down when somebody must look at this endpoint next. Whoever changed one calls this last.
local function resched(e)
  local at = tonumber(redis.call('ZRANGE', e.lease, '0', '0', 'WITHSCORES')[2])
  local due = tonumber(redis.call('ZRANGE', e.due, '0', '0', 'WITHSCORES')[2])
  if due and e.paused then
    -- Nothing goes out, but what outlives the retention must be counted out, however much comes meanwhile.
    local planned = tonumber(redis.call('ZSCORE', ns .. 'sched', e.ref)) or 0
    due = planned > now and math.min(planned, now + 60000) or now + 60000
  elseif due then
    due = math.max(due, closed_until(e), math.ceil(paced_until(e)))
    local most = e.opened > 0 and 1 or e.permits
    if redis.call('ZCARD', e.lease) >= most then
      due = nil -- a settle or the end of a lease makes room, and looks again
    elseif e.replay and room(e) <= 0 then
      due = math.max(due, now + 250) -- what makes room here is a settle of the endpoint's other lane
    end
  end
  if due and (not at or due < at) then
    at = due
  end
  if at and e.expiring then
    at = math.min(at, now + 250)
  end
  if at and e.alarm_at > 0 and not e.replay and not e.paused then
    at = math.min(at, e.alarm_at)
  end
  if at then
    redis.call('ZADD', ns .. 'sched', text(at), e.ref)
  else
    redis.call('ZREM', ns .. 'sched', e.ref)
  end
end
