-- One step of a walk over the keys of one server; a script goes to the server that holds the key it names, SCAN alone does not.
-- KEYS: any key that the server holds. ARGV: cursor, pattern, keys at most, about.
return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
