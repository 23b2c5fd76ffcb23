-- Lists a session among its tenant's. Of the new ones one in eight, by the time, takes along some of the oldest whose records
-- are gone, so the list is about as long as there are records, and it ends a day after the last of them. `left` is what the
-- record has to live, in ms.
local function list_session(ns, tenant, session, created_at, left)
  local list = ns .. 'sessions:' .. tenant
  local new = redis.call('ZADD', list, 'NX', created_at, session) == 1
  for _ = 1, new and created_at % 8 == 0 and 40 or 0 do
    local oldest = redis.call('ZRANGE', list, 0, 0)[1]
    if redis.call('EXISTS', ns .. 'session:' .. oldest) == 1 then
      break
    end
    redis.call('ZREM', list, oldest)
  end
  if redis.call('PTTL', list) < left then
    redis.call('PEXPIRE', list, left + 86400000) -- a day more, so that this is not needed each time
  end
end
