-- Puts events into the replay lane of an endpoint. ARGV: ref, permits, lease ms, rate, new ids (1 | 0), dry run (1 | 0),
-- then the events. Answers how many of them still exist, and how many were put into the lane.
local e = open_endpoint(ARGV[1])
local fresh, dry = ARGV[5] == '1', ARGV[6] == '1'
if not dry then
  subscribe(e, tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]))
end
local lane = open_endpoint(e.ref .. '!replay')
local found, put = 0, 0
for i = 7, #ARGV do
  local id = ARGV[i]
  local session, tenant = unpack(redis.call('HMGET', event_key(id), 'session', 'tenant'))
  if session and tenant == e.tenant then -- tenants share buckets, never events
    found = found + 1
    -- Asked for twice, sent once: what waits in the lane under the same id is not put there again.
    if not dry and (fresh or not place_of(lane, session, id)) then
      local item = fresh and string.match(id, '^[^~]*') .. '~' .. redis.call('INCR', ns .. 'fence') or id
      push(lane, session, item)
      redis.call('ZREM', ns .. 'dead:' .. e.ref, id)
      local day = accepted_at(id)
      tally(lane, day, 'accepted')
      if day and redis.call('PTTL', day_key(lane, day)) < 0 then -- nobody was owed anything that day
        redis.call('PEXPIRE', day_key(lane, day), redis.call('PTTL', event_key(id)) + 3 * DAY)
      end
      put = put + 1
    end
    if not dry and not on_its_way(lane, session) then
      redis.call('ZADD', lane.due, now, session)
    end
  end
end
if put > 0 then
  count(e.tenant, 'accepted', put)
  count(e.tenant, 'live', put)
end
if not dry then
  resched(lane)
end
return { found, put }
