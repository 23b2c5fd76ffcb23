-- Lists a session among its tenant's. Each new one takes along up to two of the oldest whose records are gone, so the list
-- is about as long as there are records, and it ends with the last of them. `left` is what the record has to live, in ms.
local function list_session(ns, tenant, session, created_at, left)
  local list = ns .. 'sessions:' .. tenant
  if redis.call('ZADD', list, 'NX', created_at, session) == 1 then
    for _, old in ipairs(redis.call('ZRANGE', list, 0, 1)) do
      if redis.call('EXISTS', ns .. 'session:' .. old) == 0 then
        redis.call('ZREM', list, old)
      end
    end
  end
  if redis.call('PTTL', list) < left then
    redis.call('PEXPIRE', list, left)
  end
end
