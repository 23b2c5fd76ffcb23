-- Claims sessions of a bucket that are due to be asked about. Any number of pods may do this at once: a claim is a lease, so
-- what a dead pod claimed is due again. KEYS[1] start of the bucket's keys. ARGV: free slots of the caller, lease ms, checks
-- a second and account, ms around the end of life that count as urgent, ms of silence after which all are due.
-- Answers ms until the next is due (-1: there is none), how many there are, ms they are late, now, and for each claim:
-- tenant, session, end of the lease, checks since the last news, expires_at, whether it is about an unverified COMPLETED.
local ns = KEYS[1]
local free, lease, rate = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local urgent, silence = tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local due, woken, alive = ns .. 'reconcile', ns .. 'reconcile:woken', ns .. 'alive'
-- Bounds the work of one script: Redis does nothing else meanwhile.
local MOST = 200

-- Nobody was here for long, so callbacks found nobody either: everything is to be looked at.
local last = tonumber(redis.call('GET', alive))
if last and now - last > silence and redis.call('EXISTS', due) == 1 then
  if redis.call('EXISTS', woken) == 1 then
    redis.call('ZUNIONSTORE', woken, 2, woken, due, 'AGGREGATE', 'MIN')
    redis.call('DEL', due)
  else
    redis.call('RENAME', due, woken)
  end
end
if not last or now - last > silence / 10 then
  redis.call('SET', alive, now)
end

-- GCRA for each account: `paid` is the time it has paid for, `tail` the last turn given to a check that had to wait.
local cost = 1000 / rate
local accounts = {}
local function account_of(tenant, id)
  local key = ns .. 'reconcile:pace:' .. tenant .. '/' .. id
  if not accounts[key] then
    local h = redis.call('HMGET', key, 'paid', 'tail', 'hold')
    accounts[key] = { paid = tonumber(h[1]) or 0, tail = tonumber(h[2]) or 0, hold = tonumber(h[3]) or 0 }
  end
  return accounts[key]
end

-- Every waiting check gets a turn of its own, so that a crowd of one account stands in nobody's way.
local function turn(a)
  a.tail = math.max(a.tail + cost, a.paid, now)
  a.changed = true
  return a.tail
end

local function read(entry)
  local tenant, session = string.match(entry, '^([^/]*)/(.*)$')
  local r = redis.call('HMGET', ns .. 'session:' .. session, 'tenant', 'final', 'status', 'verified_at', 'account',
    'expires_at', 'checks')
  local unverified = r[2] == '1' and r[3] == 'COMPLETED' and not r[4]
  if r[1] ~= tenant or (r[2] == '1' and not unverified) then
    return nil -- gone with its retention, or all is said
  end
  return { tenant = tenant, session = session, account = account_of(tenant, r[5] or ''), unverified = unverified and 1 or 0,
    expires_at = tonumber(r[6]) or 0, checks = tonumber(r[7]) or 0 }
end

local waking = redis.call('ZRANGE', woken, 0, MOST - 1, 'WITHSCORES')
for i = 1, #waking, 2 do
  local s = read(waking[i])
  if s and not redis.call('ZSCORE', due, waking[i]) then
    redis.call('ZADD', due, math.min(tonumber(waking[i + 1]), turn(s.account)), waking[i])
  end
  redis.call('ZREM', woken, waking[i]) -- last: half of this leaves it in both places, never in neither
end

-- How far an account may be ahead of its budget: by more than the time between two looks; near the end of a session's life,
-- after which Klarna tells nothing any more, by ten seconds.
local AHEAD, URGENT_AHEAD = math.max(cost, 250), 10000
local function is_urgent(s)
  return math.abs(s.expires_at - now) <= urgent
end

local claims = {}
local function claim(entry)
  local s = read(entry)
  if not s then
    redis.call('ZREM', due, entry)
  elseif s.account.hold > now then
    redis.call('ZADD', due, math.max(s.account.hold, turn(s.account)), entry)
  elseif is_urgent(s) and s.account.paid > now + URGENT_AHEAD then
    redis.call('ZADD', due, s.account.paid - URGENT_AHEAD + cost, entry)
  elseif not is_urgent(s) and s.account.paid > now + AHEAD then
    redis.call('ZADD', due, turn(s.account), entry)
  else
    s.account.paid = math.max(now, s.account.paid) + cost
    s.account.changed = true
    redis.call('ZADD', due, now + lease, entry)
    claims[#claims + 1] = { s.tenant, s.session, tostring(now + lease), s.checks,
      string.format('%d', s.expires_at), s.unverified } -- tostring writes a year far off with an exponent
  end
end

for _, entry in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, MOST)) do
  if #claims >= free then
    break
  end
  claim(entry)
end

local late = 0
for key, a in pairs(accounts) do
  late = math.max(late, a.tail - now)
  if a.changed then
    redis.call('HSET', key, 'paid', a.paid, 'tail', a.tail)
    redis.call('PEXPIRE', key, math.ceil(math.max(a.paid, a.tail, a.hold) - now) + 60000)
  end
end
local head = tonumber(redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')[2])
late = math.max(late, head and now - head or 0)
local wait = head and math.max(0, math.ceil(head - now)) or -1
if redis.call('EXISTS', woken) == 1 then
  wait = 0
end
local answer = { wait, redis.call('ZCARD', due) + redis.call('ZCARD', woken), math.floor(late), tostring(now) }
for _, c in ipairs(claims) do
  answer[#answer + 1] = c
end
return answer
