-- A page of what waits to be delivered, by endpoint and then by when it is due. ARGV: tenant, endpoint or '', which
-- (pending | held | failed), wanted, and the last one of the page before: ref, queue (due | lease), score, session, id (all ''
-- for the first page). Answers whether there is more (1 | 0), the last one looked at, and for each: ref, webhook id.
local tenant, endpoint, which, wanted = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local at = { ref = ARGV[5], queue = ARGV[6], score = ARGV[7], session = ARGV[8], id = ARGV[9] }
local looks = MOST
local answer = { 0, at.ref, at.queue, at.score, at.session, at.id }

local function lanes()
  local all = {}
  for _, ref in ipairs(redis.call('SMEMBERS', ns .. 'endpoints:' .. tenant)) do
    if endpoint == '' or ref == tenant .. '/' .. endpoint then
      all[#all + 1] = ref
      all[#all + 1] = ref .. '!replay'
    end
  end
  table.sort(all)
  return all
end

-- Whether there is room for another; remembers where it was when there is.
local function look(e, queue, score, session, id)
  if wanted == 0 or looks == 0 then
    answer[1] = 1
    return false
  end
  looks = looks - 1
  answer[2], answer[3], answer[4], answer[5], answer[6] = e.ref, queue, score, session, id
  return true
end

-- False when the page is full.
local function session_of(e, queue, score, session)
  local ids = queued(e, session)
  local from = 1
  if at.ref == e.ref and at.queue == queue and at.session == session then
    for i, id in ipairs(ids) do
      from = id == at.id and i + 1 or from
    end
  end
  local tried = redis.call('HEXISTS', e.attempt, session) == 1
  for i = from, #ids do
    if not look(e, queue, score, session, ids[i]) then
      return false
    end
    if which ~= 'failed' or (tried and i == 1) then
      answer[#answer + 1] = e.ref
      answer[#answer + 1] = ids[i]
      wanted = wanted - 1
    end
  end
  return true
end

local function queue_of(e, queue)
  local resumes = at.ref == e.ref and at.queue == queue
  local from = resumes and at.score or '-inf'
  local offset = 0
  while true do
    local page = redis.call('ZRANGEBYSCORE', e[queue], from, '+inf', 'WITHSCORES', 'LIMIT', offset, 100)
    for i = 1, #page, 2 do
      local session, score = page[i], page[i + 1]
      local seen = resumes and tonumber(score) == tonumber(at.score) and is_before(session, at.session)
      if not seen and not session_of(e, queue, score, session) then
        return false
      end
    end
    if #page == 0 then
      return true
    end
    offset = offset + 100
  end
end

for _, ref in ipairs(lanes()) do
  local e = open_endpoint(ref)
  local fits = which == 'failed' or (which == 'held') == (e.paused ~= false)
  if fits and ref >= at.ref and (ref > at.ref or at.queue ~= 'lease') and not queue_of(e, 'due') then
    return answer
  end
  if fits and ref >= at.ref and not queue_of(e, 'lease') then
    return answer
  end
end
return answer
