-- Klarna was read: keeps its answer for the next reads. It moves no status, that is for accept alone, which tells tenants.
-- KEYS[1] session record   ARGV sealed answer
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], 'read_at', time[1] * 1000 + math.floor(time[2] / 1000), 'read_body', ARGV[1])
return 1
