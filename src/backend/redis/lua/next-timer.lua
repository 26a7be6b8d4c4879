-- KEYS: 1 tag of the partition
-- Returns the time of the earliest timer, or ''.

return redis.call('ZRANGE', KEYS[1] .. ':timers', 0, 0, 'WITHSCORES')[2] or ''
