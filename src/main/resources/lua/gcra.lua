-- Generic cell rate algorithm. A key holds the time (ms) up to which everything that passed has been paid for; one call
-- costs `cost` = 1000 / rate ms, and up to `burst` calls may be paid in advance.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000

local function paid_until(key)
  return math.max(now, tonumber(redis.call('GET', key)) or 0)
end

-- How long one call has to wait where all is paid up to this time; 0 when it may go.
local function gcra_wait(paid, cost, burst)
  return math.max(0, paid - (burst - 1) * cost - now)
end

-- Kept for a minute more than it says something: where many tenants call now and then, keys that came and went with each call
-- would cost more than the call. Whole µs, as text: Redis would write out all digits of the binary fraction, which costs as much
-- as the command.
local function set_paid(key, paid)
  redis.call('SET', key, string.format('%.3f', paid), 'PX', string.format('%d', paid - now + 60000))
end

local function gcra_pay(key, cost, calls)
  set_paid(key, paid_until(key) + calls * cost)
end
