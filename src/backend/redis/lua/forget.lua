-- Drops events accepted at `horizon` or before, a bounded number at a time.
-- KEYS: 1 tag of the partition
-- ARGV: 1 horizon, 2 how many at the most
-- Returns how many were dropped.

--- include event

return forget(KEYS[1], ARGV[1], ARGV[2])
