-- A create is about to go out: is it a repeat, is it within the limits? Then it claims its idempotency key, pays, and notes
-- what its callback will need, should it overtake the answer.
-- KEYS[1] pending record, KEYS[2] idempotency record (KEYS[1] again without a key), KEYS[3…] what pays
-- ARGV account, sealed status_update or '', ttl ms, nonce, has a key (1 | 0), fingerprint, lease ms, ms that an idempotency
-- record lives, then cost ms and burst of each that pays
-- Answers {'open', sealed step or ''} | {'kept', sealed answer} | {'running'} | {'other'} | {'lost'} | {'limited', which, ms}
local idem, has_key, print = KEYS[2], ARGV[5] == '1', ARGV[6]
local step = ''
if has_key then
  local c = redis.call('HMGET', idem, 'print', 'nonce', 'until', 'answer', 'step')
  if c[1] and c[1] ~= print then
    return { 'other' }
  elseif c[4] then
    return { 'kept', c[4] }
  elseif c[2] then
    -- Whoever held it longer than that has died without a word, or does not know what became of it.
    return { tonumber(c[3]) > now and 'running' or 'lost' }
  end
  step = c[5] or ''
end
for i = 3, #KEYS do
  local wait = gcra_wait(KEYS[i], tonumber(ARGV[2 * i + 3]), tonumber(ARGV[2 * i + 4]))
  if wait > 0 then
    return { 'limited', i - 3, math.ceil(wait) }
  end
end
for i = 3, #KEYS do
  gcra_pay(KEYS[i], tonumber(ARGV[2 * i + 3]), 1)
end
if has_key then
  redis.call('HSET', idem, 'print', print, 'nonce', ARGV[4], 'until', math.floor(now + ARGV[7]))
  redis.call('PEXPIRE', idem, ARGV[8])
end
redis.call('HSET', KEYS[1], 'account', ARGV[1], 'status_update', ARGV[2], 'created_at', math.floor(now))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return { 'open', step }
