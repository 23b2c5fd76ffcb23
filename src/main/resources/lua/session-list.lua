-- A page of a tenant's sessions, newest first. KEYS[1] is the start of the bucket's keys. ARGV: tenant, status or '',
-- sessions wanted, sessions to look at at most, and the last one of the page before: when it was made, its id ('' and '' for
-- the first page). Answers whether there is more (1 | 0), the last session looked at, and for each session: id, fields.
local ns = KEYS[1]
local tenant, status, wanted, looks = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local made, last = ARGV[5], ARGV[6]
local list = ns .. 'sessions:' .. tenant
local answer = { 0, made, last }

-- Of the same millisecond, ids descend.
local function is_behind(score, id)
  return made == '' or tonumber(score) < tonumber(made) or is_before(id, last)
end

local function look(id)
  local record = redis.call('HMGET', ns .. 'session:' .. id, 'tenant', 'account', 'status', 'final', 'seq', 'created_at',
    'updated_at', 'expires_at', 'verified_at')
  if not record[1] then
    redis.call('ZREM', list, id)
  elseif status == '' or record[3] == status then
    answer[#answer + 1] = id
    answer[#answer + 1] = record
    wanted = wanted - 1
  end
end

while true do
  local from = made == '' and '+inf' or made
  local skip = made == '' and 0 or redis.call('ZCOUNT', list, made, made)
  local page = redis.call('ZREVRANGEBYSCORE', list, from, '-inf', 'WITHSCORES', 'LIMIT', 0, 100 + skip)
  local behind = 0
  for i = 1, #page, 2 do
    local id, score = page[i], page[i + 1]
    if is_behind(score, id) then
      behind = behind + 1
      if wanted == 0 or looks == 0 then
        answer[1] = 1
        return answer
      end
      looks = looks - 1
      made, last = score, id
      answer[2], answer[3] = score, id
      look(id)
    end
  end
  if behind == 0 then
    return answer
  end
end
