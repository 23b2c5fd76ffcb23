-- When Klarna is asked about a session again: so long after the news, but always shortly before its end and just after it.
local function recheck_at(from, after, expires_at, lead, lag)
  if expires_at > 0 and from < expires_at - lead then
    return math.min(from + after, expires_at - lead)
  elseif expires_at > 0 and from < expires_at + lag then
    return math.min(from + after, expires_at + lag)
  end
  return from + after
end
