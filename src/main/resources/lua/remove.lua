-- Forgets an endpoint and what it was still owed, which is counted as expired. ARGV: ref.
-- Answers how many sessions are left, more than 0 meaning: call again; and how many events expired now.
local e = open_endpoint(ARGV[1])
local left, gone = 0, 0
for _, ref in ipairs({ e.ref, e.ref .. '!replay' }) do
  local lane = open_endpoint(ref)
  for _, queue in ipairs({ lane.due, lane.lease }) do
    for _, session in ipairs(redis.call('ZRANGE', queue, 0, MOST - 1)) do
      local ids = queued(lane, session)
      local owed = #ids
      for _, id in ipairs(ids) do
        tally(lane, accepted_at(id), 'expired')
      end
      redis.call('HDEL', lane.queue, session)
      redis.call('ZREM', queue, session)
      count(e.tenant, 'live', -owed)
      count(e.tenant, 'expired', owed)
      gone = gone + owed
    end
  end
  left = left + redis.call('ZCARD', lane.due) + redis.call('ZCARD', lane.lease)
end
if left == 0 then
  forget(e)
end
return { left, gone }
