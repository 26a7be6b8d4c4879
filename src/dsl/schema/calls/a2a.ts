import { choice, closed, either, map, reference, refuse, type Schema, text } from '../build.ts';

export const a2aArguments: Schema = {
  ...closed(
    "'with' of an A2A call",
    {
      agentCard: reference('externalResource'),
      server: reference('endpoint'),
      method: choice(
        'message/send',
        'message/stream',
        'tasks/get',
        'tasks/list',
        'tasks/cancel',
        'tasks/resubscribe',
        'tasks/pushNotificationConfig/set',
        'tasks/pushNotificationConfig/get',
        'tasks/pushNotificationConfig/list',
        'tasks/pushNotificationConfig/delete',
        'agent/getAuthenticatedExtendedCard',
      ),
      parameters: either(text, { ...map, minProperties: 1, title: "'parameters' of an A2A call" }),
    },
    ['method'],
  ),
  if: { anyOf: [{ required: ['agentCard'] }, { required: ['server'] }] },
  else: refuse('no-target'),
};
