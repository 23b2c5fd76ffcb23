-- Notes when keys were used last. KEYS: the start of the operators' keys. ARGV: key id, milliseconds, and so on. Never goes back:
-- pods bring what they know at different times.
local used = KEYS[1] .. 'used'
for i = 1, #ARGV, 2 do
  if tonumber(ARGV[i + 1]) > (tonumber(redis.call('HGET', used, ARGV[i])) or 0) then
    redis.call('HSET', used, ARGV[i], ARGV[i + 1])
  end
end
return 'OK'
