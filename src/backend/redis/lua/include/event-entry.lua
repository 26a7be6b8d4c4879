-- Puts an event found under a key into an inbox. The event is JSON text and stays as it came. Needs: inbox.

local function deliver(tag, instance, key, event, arrival)
  receive(tag, instance, 'event:' .. arrival .. ':' .. key,
    '{"kind":"event","key":' .. cjson.encode(key) .. ',"event":' .. event .. ',"arrival":' .. arrival .. '}')
end
