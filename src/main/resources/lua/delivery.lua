-- One delivery. ARGV: tenant, webhook id, ref, steps of its session to go back at most. Answers false when there is none;
-- else session, type, sequence, state (pending | held | delivered | dead | expired), under way (1 | 0), events before it, when
-- it is tried next (ms, 0 when nobody can say), and for each of its attempts: place, fields.
local tenant, id, ref, most = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local event = redis.call('HMGET', event_key(id), 'tenant', 'session')
if event[1] ~= tenant then
  return false
end
local session = event[2]
local e = open_endpoint(ref)
local attempts, last = {}, nil
for _, step in ipairs(redis.call('LRANGE', ns .. 'timeline:' .. session, -most, -1)) do
  local tries = attempts_of(ns, tenant, session, step, {})
  for i = 1, #tries, 2 do
    local lane, of, outcome = string.match(tries[i + 1][2], '^(%S+) %S+ (%S+) %S+ (%S+)')
    if lane == ref and of == id then
      attempts[#attempts + 1] = tries[i]
      attempts[#attempts + 1] = tries[i + 1]
      last = outcome
    end
  end
end

local place = place_of(e, session, id)
local leased = place == 0 and redis.call('ZSCORE', e.lease, session)
local due = place == 0 and not leased and not e.paused and redis.call('ZSCORE', e.due, session)
local state = last
if place then
  state = e.paused and not leased and 'held' or 'pending'
elseif not last and redis.call('ZSCORE', ns .. 'dead:' .. e.main, id) then
  state = 'dead'
elseif last == 'retry' then
  state = 'expired'
end
if not state then
  return false
end
local next = due and math.max(tonumber(due), closed_until(e)) or 0
if due and next == 0 then -- what goes first of all has no time of its own
  next = now
end
local head = read_head(id)
local answer = { session, head.kind, head.seq, state, leased and 1 or 0, place or 0, next }
for _, part in ipairs(attempts) do
  answer[#answer + 1] = part
end
return answer
