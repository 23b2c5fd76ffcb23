-- Whether a text stands before another in a sorted set: by its bytes. Lua's own < goes by the locale in which Redis was started.
local function is_before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = string.byte(a, i), string.byte(b, i)
    if x ~= y then
      return x < y
    end
  end
  return #a < #b
end
