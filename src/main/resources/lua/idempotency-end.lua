-- What became of a claimed idempotency key; nothing happens when somebody else holds it by now.
-- KEYS[1] idempotency record   ARGV nonce, 'keep' | 'step' | 'release' | 'lose', sealed answer or step or ''
if redis.call('HGET', KEYS[1], 'nonce') ~= ARGV[1] then
  return 0
end
if ARGV[2] == 'keep' then
  redis.call('HSET', KEYS[1], 'answer', ARGV[3])
elseif ARGV[2] == 'step' then
  redis.call('HSET', KEYS[1], 'step', ARGV[3])
elseif ARGV[2] == 'lose' then
  redis.call('HSET', KEYS[1], 'until', 0)
elseif redis.call('HEXISTS', KEYS[1], 'step') == 1 then
  redis.call('HDEL', KEYS[1], 'nonce', 'until') -- half of it is done: the next one goes on from there
else
  redis.call('DEL', KEYS[1])
end
return 1
