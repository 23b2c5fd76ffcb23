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
