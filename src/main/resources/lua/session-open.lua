-- A create is about to go out: is it a repeat, is it within the limits? Then it claims its idempotency key, pays, and notes
-- what its callback will need, should it overtake the answer. Every call of Redis and every argument costs about a µs here.
-- KEYS[1] pending record, KEYS[2…] what pays, and behind them the idempotency record, if there is a key
-- ARGV account, sealed status_update or '', ttl ms, how many pay, then cost ms and burst of each that pays, and with a key:
-- its holder's nonce, fingerprint, lease ms, ms that an idempotency record lives
-- Answers {'open', sealed step or ''} | {'kept', sealed answer} | {'running'} | {'other'} | {'lost'} | {'limited', which, ms}
local payers = tonumber(ARGV[4])
local idem, claim = KEYS[payers + 2], 2 * payers + 5
local step = ''
if idem then
  local c = redis.call('HMGET', idem, 'print', 'nonce', 'until', 'answer', 'step')
  if c[1] and c[1] ~= ARGV[claim + 1] then
    return { 'other' }
  elseif c[4] then
    return { 'kept', c[4] }
  elseif c[2] then
    -- Whoever held it longer than that has died without a word, or does not know what became of it.
    return { tonumber(c[3]) > now and 'running' or 'lost' }
  end
  step = c[5] or ''
end
local paid = redis.call('MGET', unpack(KEYS, 2, payers + 1))
for i = 1, payers do
  paid[i] = math.max(now, tonumber(paid[i]) or 0)
  local wait = gcra_wait(paid[i], ARGV[2 * i + 3], ARGV[2 * i + 4])
  if wait > 0 then
    return { 'limited', i - 1, math.ceil(wait) }
  end
end
for i = 1, payers do
  set_paid(KEYS[i + 1], paid[i] + ARGV[2 * i + 3])
end
if idem then
  redis.call('HSET', idem, 'print', ARGV[claim + 1], 'nonce', ARGV[claim], 'until', math.floor(now + ARGV[claim + 2]))
  redis.call('PEXPIRE', idem, ARGV[claim + 3])
end
redis.call('HSET', KEYS[1], 'account', ARGV[1], 'status_update', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 'open', step }
