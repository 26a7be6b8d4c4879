-- Puts an event found under a key into an inbox. The event is JSON text and stays as it came. `more` is '' or KEPT, for one
-- that came before the wait. Needs: inbox.

local KEPT = ',"kept":true'

local function deliver(tag, instance, key, event, arrival, more)
  receive(tag, instance, 'event:' .. arrival .. ':' .. key,
    '{"kind":"event","key":' .. cjson.encode(key) .. ',"event":' .. event .. ',"arrival":' .. arrival .. more .. '}')
end
