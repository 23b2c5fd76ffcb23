-- Puts a value that was sealed anew in the place of the one that was read, unless somebody changed it meanwhile; a TTL stays.
-- KEYS: hash. ARGV: field, what was read, what takes its place. Answers 1 when it did.
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
