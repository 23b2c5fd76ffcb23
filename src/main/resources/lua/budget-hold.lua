-- Klarna says that a budget is spent: no call goes before this many ms have passed, and then they go one by one.
-- KEYS[1] the budget   ARGV cost ms, burst, ms
local paid = now + ARGV[3] + (ARGV[2] - 1) * ARGV[1]
if paid > paid_until(KEYS[1]) then
  set_paid(KEYS[1], paid)
end
return 1
