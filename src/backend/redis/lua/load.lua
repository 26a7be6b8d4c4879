-- Reads what a turn starts from.
-- KEYS: 1 tag of the partition
-- ARGV: 1 instance, 2 how many inbox entries at the most
-- Returns version, state, then id and stimulus of each entry, oldest first; nothing when the instance is missing.

--- include work

return readWork(KEYS[1], ARGV[1], ARGV[2])
