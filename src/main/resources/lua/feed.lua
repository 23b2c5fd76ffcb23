-- Reads a page of a tenant's events, oldest first. KEYS[1] is the start of the bucket's keys. ARGV: tenant, cursor to start
-- behind, events wanted, entries to look at and bytes of content at most, session or '', then the wanted types, exact or
-- with * at the end (none: all). Answers the cursor of the last entry looked at, whether there is more (1 | 0), then for
-- each event its cursor, its id and the fields below.
local ns = KEYS[1]
local tenant, cursor, wanted = ARGV[1], ARGV[2], tonumber(ARGV[3])
local looks, bytes, session = tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local feed = ns .. 'feed:' .. tenant
local answer = { cursor, 0 }

local function is_wanted(kind)
  for i = 7, #ARGV do
    local start = string.match(ARGV[i], '^(.*)%*$')
    if kind == ARGV[i] or (start and string.sub(kind, 1, #start) == start) then
      return true
    end
  end
  return #ARGV == 6
end

local function look(entry)
  answer[1] = entry[1]
  looks = looks - 1
  local fields = {}
  for i = 1, #entry[2], 2 do
    fields[entry[2][i]] = entry[2][i + 1]
  end
  if (session ~= '' and fields.session ~= session) or not is_wanted(fields.type) then
    return
  end
  local event = redis.call('HMGET', ns .. 'event:' .. fields.event, 'tenant', 'session', 'head', 'content')
  if event[1] then -- else it has outlived the retention
    answer[#answer + 1] = entry[1]
    answer[#answer + 1] = fields.event
    answer[#answer + 1] = event
    wanted = wanted - 1
    bytes = bytes - #event[4]
  end
end

while wanted > 0 and looks > 0 and bytes > 0 do
  local entries = redis.call('XRANGE', feed, '(' .. answer[1], '+', 'COUNT', math.min(looks, math.max(wanted, 20)))
  if #entries == 0 then
    return answer
  end
  for _, entry in ipairs(entries) do
    if wanted > 0 and bytes > 0 then
      look(entry)
    end
  end
end
answer[2] = #redis.call('XRANGE', feed, '(' .. answer[1], '+', 'COUNT', 1)
return answer
