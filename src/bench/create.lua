-- wrk: creates an HPP session again and again. Arguments: file with the body, file with Authorization values, one a line.
local requests = {}
local one

function init(args)
  local body = assert(io.open(args[1])):read('*a')
  for key in io.lines(args[2]) do
    requests[#requests + 1] = wrk.format('POST', '/hpp/v1/sessions',
      { ['Content-Type'] = 'application/json', ['Authorization'] = key }, body)
  end
  one = requests[1]
  math.randomseed(1)
end

function request()
  return #requests == 1 and one or requests[math.random(#requests)]
end
