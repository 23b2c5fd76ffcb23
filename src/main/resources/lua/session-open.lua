-- A create is about to go out: what its callback will need, should it overtake the answer.
-- KEYS[1] pending record   ARGV account, sealed status_update or '', ttl ms
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'account', ARGV[1], 'status_update', ARGV[2],
  'created_at', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
