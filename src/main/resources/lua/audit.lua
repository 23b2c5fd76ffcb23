-- Counts what a tenant's endpoints are owed and compares it with the counters, all at one moment. ARGV: tenant, sessions
-- to look at most. Answers whole (1) or too many to count (0), owed by counting, lanes with work that nobody is to look
-- at, lanes with more leases than permits, the counters accepted, delivered, dead, expired, live, the leases, and how many
-- endpoints are well, failing, broken and paused. Forgets those that stand for the URLs that sessions bring along and of which
-- nothing was heard for a day: each origin makes one, and who looks at a tenant looks at all of them.
local tenant, most = ARGV[1], tonumber(ARGV[2])
local owed, unplanned, crowded, looked, leased = 0, 0, 0, 0, 0
local well, failing, broken, paused = 0, 0, 0, 0

local function is_over(e)
  if not e.origin or math.max(e.last_success, e.failing_since, e.open_until) > now - DAY then
    return false
  end
  local dead = redis.call('ZREVRANGE', ns .. 'dead:' .. e.ref, 0, 99)
  for _, id in ipairs(dead) do
    if redis.call('EXISTS', event_key(id)) == 1 then
      return false
    end
  end
  return #dead < 100
end

for _, ref in ipairs(redis.call('SMEMBERS', ns .. 'endpoints:' .. tenant)) do
  local before = looked
  for _, lane in ipairs({ ref, ref .. '!replay' }) do
    local e = open_endpoint(lane)
    if e.replay then
      -- It shares its endpoint's health.
    elseif e.paused then
      paused = paused + 1
    elseif e.opened > 0 then
      broken = broken + 1
    elseif e.fails > 0 then
      failing = failing + 1
    else
      well = well + 1
    end
    local due, leases = redis.call('ZRANGE', e.due, 0, most - looked), redis.call('ZRANGE', e.lease, 0, -1)
    looked = looked + #due + #leases
    if looked > most then
      return { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
    end
    for _, sessions in ipairs({ due, leases }) do
      for _, session in ipairs(sessions) do
        owed = owed + #queued(e, session)
      end
    end
    if #due + #leases > 0 and not redis.call('ZSCORE', ns .. 'sched', lane) then
      unplanned = unplanned + 1
    end
    leased = leased + #leases
    if #leases > e.permits then
      crowded = crowded + 1
    end
  end
  local e = looked == before and open_endpoint(ref)
  if e and is_over(e) then
    forget(e)
  end
end
local c = redis.call('HMGET', ns .. 'stats:' .. tenant, 'accepted', 'delivered', 'dead', 'expired', 'live')
return { 1, owed, unplanned, crowded, tonumber(c[1]) or 0, tonumber(c[2]) or 0, tonumber(c[3]) or 0, tonumber(c[4]) or 0,
  tonumber(c[5]) or 0, leased, well, failing, broken, paused }
