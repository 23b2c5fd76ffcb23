-- Reading the stream of a tenant's attempts, shared. An entry holds those that ended in one call and of which there is nothing
-- more to tell, a field "line" each, or one with its "error" and the "response".

-- Appends place and fields of each attempt in an entry; only those of a session where one is given.
local function attempts_in(entry, session, out)
  local id, fields = entry[1], entry[2]
  local alone = fields[3] ~= 'line'
  for i = 1, alone and 1 or #fields, 2 do
    if not session or string.match(fields[i + 1], '^%S+ (%S+)') == session then
      out[#out + 1] = alone and id or id .. '.' .. (i + 1) / 2
      out[#out + 1] = alone and fields or { 'line', fields[i + 1] }
    end
  end
  return out
end

-- The same for the attempts of a session that a step of its timeline names; none when they have outlived the retention.
local function attempts_of(ns, tenant, session, step, out)
  local id = string.match(step, '^attempt (.+)$')
  local entry = id and redis.call('XRANGE', ns .. 'attempts:' .. tenant, id, id)[1]
  return entry and attempts_in(entry, session, out) or out
end

-- Goes back through a stream of attempts, from the one before this place on ('' for the last one of all), until `take` is told
-- of one, its place and its fields, and answers false.
local function walk_back(attempts, place, take)
  local from = place == '' and '+' or string.match(place, '^[^.]*')
  while true do
    local page = redis.call('XREVRANGE', attempts, from, '-', 'COUNT', 20)
    if #page == 0 then
      return
    end
    for _, entry in ipairs(page) do
      from = '(' .. entry[1]
      local tries = attempts_in(entry, nil, {})
      local to = #tries - 1
      for i = 1, to, 2 do
        if tries[i] == place then
          to = i - 2
        end
      end
      for i = to, 1, -2 do
        if not take(tries[i], tries[i + 1]) then
          return
        end
      end
    end
  end
end
