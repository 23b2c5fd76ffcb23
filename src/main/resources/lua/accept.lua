-- Takes in one event. ARGV: tenant, account, session, Klarna's event id or '', new event id, status, final, updated_at,
-- expires_at or 0, source, verified, type, sealed content, sealed session, retention ms, dedup ms, ms until Klarna is asked
-- again or 0 for never, and how long before and after the end of life, its trace context; then for each subscription: ref,
-- permits, lease ms, rate per s or 0.
-- Answers known, event id, sequence, outdated, accepted_at, and for each grant: number of the
-- subscription, fence, sealed status_update URL or ''.
--
-- What is owed is written first, what makes the call known last: the session's record, then Klarna's event id. Should a Redis
-- that was killed twice have done the first half only, the next call finds nothing and does the whole.
local tenant, account, session, klarna_id, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local status, final, expires_at = ARGV[6], ARGV[7], tonumber(ARGV[9])
-- Klarna's clock may be ahead of ours by so much; a time far off would make outdated whatever comes after it.
local updated_at = math.min(tonumber(ARGV[8]), now + 300000)
local source, verified, kind, content, body = ARGV[10], ARGV[11], ARGV[12], ARGV[13], ARGV[14]
local retention, dedup_ms = tonumber(ARGV[15]), tonumber(ARGV[16])
local recheck, lead, lag = tonumber(ARGV[17]), tonumber(ARGV[18]), tonumber(ARGV[19])

local record = ns .. 'session:' .. session
local r = redis.call('HMGET', record, 'status', 'final', 'updated_at', 'account', 'tenant', 'verified_at', 'asked', 'event')
if r[5] and r[5] ~= tenant then
  return redis.error_reply('FOREIGN session of another tenant') -- tenants share buckets, never sessions
end
local dedup = ns .. 'dedup:' .. tenant .. ':' .. klarna_id
local function duplicate(known)
  count(tenant, 'duplicate', 1)
  local event = read_head(known)
  if not event then
    return { 1, known, '0', '0', tostring(now) }
  end
  return { 1, known, event.seq, event.outdated, event.accepted_at }
end
if klarna_id ~= '' then
  local known = redis.call('GET', dedup)
  if known then
    return duplicate(known)
  end
end

-- The status moves only forward: by Klarna's time, and never out of a final one.
local known_at = tonumber(r[3]) or 0
local same = r[1] == status
local newer = updated_at > known_at or (updated_at == known_at and not same)
-- EXPIRED is our own word for Klarna's silence, and a status that Klarna denies was never its own: both give way.
local open = r[2] ~= '1' or (r[1] == 'EXPIRED' and final == '1')
local denied = kind == 'session.denied' and not r[6]
-- Klarna's own word about the end outranks one that only a callback told, and all that is no end: their times may be forged.
local corrected = final == '1' and verified == '1' and status ~= 'EXPIRED' and not same and (open or not r[6])
local moved = not r[1] or (open and newer) or denied or corrected
-- What says the same as the record is not outdated, even when the record heard it first.
local outdated = not moved and not (same and (r[2] == '1' or updated_at >= known_at))
-- Klarna was asked, so nobody called: what the record knows by then is no news, nor is Klarna's call if it comes after all.
local asked = source == 'reconciled' or string.find(klarna_id, '^read:') ~= nil
local again = same and (updated_at == known_at or r[2] == '1') and kind ~= 'session.verified'
if r[8] and ((asked and outdated) or (again and (asked or r[7] == '1'))) then
  if klarna_id ~= '' then
    redis.call('SET', dedup, r[8], 'PX', dedup_ms)
  end
  return duplicate(r[8])
end
local keep = math.max(expires_at, now) + retention
local seq = redis.call('HINCRBY', record, 'seq', 1)

local answer = { 0, id, tostring(seq), outdated and '1' or '0', tostring(now) }
publish({ tenant = tenant, account = account, session = session, id = id, kind = kind, seq = seq, status = status,
  source = source, verified = verified, outdated = outdated and '1' or '0', content = content,
  traceparent = ARGV[20] }, { retention = retention, keep = keep }, 21, answer)
if not r[5] then
  redis.call('HSET', record, 'tenant', tenant, 'created_at', now)
  list_session(ns, tenant, session, now, math.max(expires_at - now, 0) + retention)
end
if not r[4] then
  redis.call('HSET', record, 'account', account)
end
if expires_at > 0 then
  redis.call('HSETNX', record, 'expires_at', expires_at)
end
if moved then
  if r[6] and verified ~= '1' then
    redis.call('HDEL', record, 'verified_at')
  end
  redis.call('HSET', record, 'status', status, 'final', final, 'updated_at', updated_at, 'body', body,
    'asked', asked and '1' or '0', 'event', id)
elseif same and final == '1' and verified == '1' and not r[6] then
  redis.call('HSET', record, 'body', body) -- what a callback said besides the status, Klarna does not vouch for
end
if verified == '1' and not outdated then
  redis.call('HSET', record, 'verified_at', now)
end
if not outdated then
  if recheck == 0 or (final == '1' and redis.call('HEXISTS', record, 'verified_at') == 1) then
    redis.call('ZREM', ns .. 'reconcile', tenant .. '/' .. session)
  else
    local ends = tonumber(redis.call('HGET', record, 'expires_at')) or 0
    redis.call('HSET', record, 'checks', 0)
    redis.call('ZADD', ns .. 'reconcile', recheck_at(now, recheck, ends, lead, lag), tenant .. '/' .. session)
  end
end
if redis.call('PTTL', record) < keep - now then
  redis.call('PEXPIREAT', record, keep)
end
if klarna_id ~= '' then
  redis.call('SET', dedup, id, 'PX', dedup_ms)
end
return answer
