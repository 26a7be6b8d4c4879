-- Reads what a turn starts from.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 how many inbox entries at the most, 3 key of the definitions' revision ('' not to look)
-- Returns what `readWork` gives.

--- include inbox
--- include ring

return readWork(KEYS[1], ARGV[1], ARGV[2], readRevision(ARGV[3]))
