-- Takes calls from a merchant id's budget. KEYS[1] the budget, KEYS[2] this tenant's part of it where tenants share it.
-- ARGV cost ms, burst, calls wanted at most, calls that must be left, tenants that share it.
-- A tenant that is within its equal part may take the last call; one that is beyond leaves half of the burst to the others.
-- Answers calls granted, and ms until there may be one when there is none.
local cost, burst, wanted, left = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local sharers = tonumber(ARGV[5])
local part = KEYS[2]
if part and gcra_wait(paid_until(part), cost * sharers, math.max(1, math.floor(burst / sharers))) > 0 then
  left = math.max(left, math.ceil(burst / 2))
end
left = math.min(left, burst - 1)
local free = math.floor((now + burst * cost - paid_until(KEYS[1])) / cost + 0.000001) - left
local granted = math.max(0, math.min(wanted, free))
if granted == 0 then
  return { 0, math.ceil(gcra_wait(paid_until(KEYS[1]), cost, burst - left)) }
end
gcra_pay(KEYS[1], cost, granted)
if part then
  gcra_pay(part, cost * sharers, granted)
end
return { granted, 0 }
