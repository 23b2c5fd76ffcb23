-- How an event goes out, shared by the scripts that take one in.

-- Stores an event, puts it into the feed and the timeline, and gives it to those who subscribe: ref, permits, lease ms and
-- rate of each stand in ARGV from `first` on; `takes` may turn one down. Appends each grant to `answer`: number of the
-- subscription, fence, sealed status_update URL or ''.
local function publish(event, lives, first, answer, takes)
  local tenant, session, id, seq = event.tenant, event.session, event.id, event.seq
  redis.call('HSET', event_key(id), 'tenant', tenant, 'session', session, 'head', pack_head(event), 'content', event.content)
  redis.call('PEXPIRE', event_key(id), lives.retention)
  local cursor = redis.call('XADD', ns .. 'feed:' .. tenant, 'MINID', '~', now - lives.retention, '*', 'event', id,
    'session', session, 'type', event.kind, 'seq', seq)
  local timeline = ns .. 'timeline:' .. session
  redis.call('RPUSH', timeline, 'event ' .. id)
  redis.call('PEXPIREAT', timeline, lives.keep)

  local owed = 0
  for at = first, #ARGV, 4 do
    local e = open_endpoint(ARGV[at])
    if not takes or takes(e) then
      subscribe(e, tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]))
      -- An earlier event of this session that still waits, or is under way, goes first.
      local ahead, new = push(e, session, id)
      if (ahead == 0 and new) or not on_its_way(e, session) then
        local turn = ahead == 0 and (not is_fifo(e) or redis.call('EXISTS', e.due) == 0)
        if turn and room(e) > 0 and paced_until(e) <= now then
          answer[#answer + 1] = (at - first) / 4 + 1
          answer[#answer + 1] = take(e, { session })[1]
          answer[#answer + 1] = status_update(e, session)
        else
          redis.call('ZADD', e.due, now, session)
        end
      end
      resched(e)
      if new then
        owed = owed + 1
        book(e, id, session, seq, lives.retention)
      end
    end
  end
  if owed > 0 then
    count(tenant, 'accepted', owed)
    count(tenant, 'live', owed)
  end
  -- Tells every pod, for those who wait. A hint only, so that one it cannot give (an ACL) stops nothing.
  redis.pcall('PUBLISH', string.match(ns, '^(.*):{') .. ':channel:news',
    table.concat({ tenant, session, id, cursor, seq, event.status }, ' '))
end
