-- Counts what a tenant's endpoints are owed and compares it with the counters, all at one moment. ARGV: tenant, sessions
-- to look at most. Answers whole (1) or too many to count (0), owed by counting, lanes with work that nobody is to look
-- at, lanes with more leases than permits, and the counters accepted, delivered, dead, expired, live.
local tenant, most = ARGV[1], tonumber(ARGV[2])
local owed, unplanned, crowded, looked = 0, 0, 0, 0
for _, ref in ipairs(redis.call('SMEMBERS', ns .. 'endpoints:' .. tenant)) do
  for _, lane in ipairs({ ref, ref .. '!replay' }) do
    local e = open_endpoint(lane)
    local due, leases = redis.call('ZRANGE', e.due, 0, most - looked), redis.call('ZRANGE', e.lease, 0, -1)
    looked = looked + #due + #leases
    if looked > most then
      return { 0, 0, 0, 0, 0, 0, 0, 0, 0 }
    end
    for _, sessions in ipairs({ due, leases }) do
      for _, session in ipairs(sessions) do
        owed = owed + redis.call('LLEN', e.list .. session)
      end
    end
    if #due + #leases > 0 and not redis.call('ZSCORE', ns .. 'sched', lane) then
      unplanned = unplanned + 1
    end
    if #leases > e.permits then
      crowded = crowded + 1
    end
  end
end
local c = redis.call('HMGET', ns .. 'stats:' .. tenant, 'accepted', 'delivered', 'dead', 'expired', 'live')
return { 1, owed, unplanned, crowded, tonumber(c[1]) or 0, tonumber(c[2]) or 0, tonumber(c[3]) or 0, tonumber(c[4]) or 0,
  tonumber(c[5]) or 0 }
