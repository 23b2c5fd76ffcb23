-- Takes away the attempts that are older than the retention, as settle.lua does for a tenant that has deliveries, but all of
-- them. KEYS: stream. ARGV: retention ms.
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[1]
return redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', math.max(oldest, 0)))
