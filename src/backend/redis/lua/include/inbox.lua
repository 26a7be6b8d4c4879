-- Inbox of an instance: a list of entry ids in order of arrival, and a hash of their stimuli.

local ENDED = { completed = true, faulted = true, cancelled = true }

-- Adds an entry unless one with this id waits already.
local function receive(tag, instance, id, stimulus)
  if redis.call('HSETNX', tag .. ':entries:' .. instance, id, stimulus) == 1 then
    redis.call('RPUSH', tag .. ':inbox:' .. instance, id)
  end
end

-- What stands first in the inbox of an instance that has had no turn, where no list has it: its version 0 says so.
local START = '{"kind":"start"}'

local function receiveFirst(tag, instance, id, stimulus)
  redis.call('HSET', tag .. ':entries:' .. instance, id, stimulus)
  redis.call('LPUSH', tag .. ':inbox:' .. instance, id)
end

-- Notes that an instance has something to do. True when nobody was told yet: the caller rings.
local function mark(tag, instance, now)
  return redis.call('ZADD', tag .. ':pending', 'NX', now, instance) == 1
end
