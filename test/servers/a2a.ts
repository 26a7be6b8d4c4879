import type { IncomingHttpHeaders } from 'node:http';
import { AgentCard, Message, Task, TaskArtifactUpdateEvent, TaskStatusUpdateEvent } from '@a2a-js/sdk';
import {
  AgentEvent,
  type AgentExecutor,
  DefaultExecutionEventBusManager,
  DefaultRequestHandler,
  InMemoryPushNotificationStore,
  InMemoryTaskStore,
} from '@a2a-js/sdk/server';
import { jsonRpcHandler, UserBuilder } from '@a2a-js/sdk/server/express';
import express from 'express';
import type { JsonObject } from '../../src/json/json.ts';
import { serve } from './listen.ts';

export interface A2aPeer {
  readonly url: string;
  /** The card as agents of that version publish it. */
  card(version: '0.3' | '1.0', more?: JsonObject): JsonObject;
  /** Bodies of all requests. */
  readonly requests: JsonObject[];
  readonly headers: IncomingHttpHeaders[];
}

/** Serves the official SDK's agent on loopback until the test is over. It speaks 0.3 and 1.0. */
export async function serveA2a(): Promise<A2aPeer> {
  const requests: JsonObject[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const app = express();
  const origin = await serve(app);
  const url = `${origin}/rpc`;
  const card = AgentCard.fromJSON({
    ...described,
    supportedInterfaces: ['1.0', '0.3'].map((protocolVersion) => ({
      url,
      protocolBinding: 'JSONRPC',
      protocolVersion,
    })),
    capabilities: { streaming: true, pushNotifications: true, extendedAgentCard: true },
  });
  const handler = new DefaultRequestHandler(
    card,
    new InMemoryTaskStore(),
    agent,
    new DefaultExecutionEventBusManager(),
    new InMemoryPushNotificationStore(),
    undefined,
    { ...card, name: 'extended' },
  );
  app.use(express.json(), (request, _, next) => {
    requests.push(request.body);
    headers.push(request.headers);
    next();
  });
  app.use(
    '/rpc',
    jsonRpcHandler({
      requestHandler: handler,
      userBuilder: UserBuilder.noAuthentication,
      legacyCompat: { enabled: true },
    }),
  );
  return {
    url,
    requests,
    headers,
    card: (version, more = {}) =>
      version === '0.3'
        ? { ...described, protocolVersion: '0.3.0', url, preferredTransport: 'JSONRPC', ...more }
        : {
            ...described,
            supportedInterfaces: [{ url, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
            ...more,
          },
  };
}

const described = {
  name: 'peer',
  description: 'an agent',
  version: '1.0.0',
  capabilities: { streaming: true },
  defaultInputModes: ['text'],
  defaultOutputModes: ['text'],
  skills: [],
};

/** Answers `hello` with a message; works on everything else as a task, which ends unless it is told to `stay`. */
const agent: AgentExecutor = {
  async execute({ userMessage, taskId, contextId }, bus) {
    const text = Message.toJSON(userMessage);
    const said = JSON.stringify(text);
    if (said.includes('hello')) {
      const message = { messageId: 'm', contextId, role: 'ROLE_AGENT', parts: [{ text: 'Hello' }] };
      bus.publish(AgentEvent.message(Message.fromJSON(message)));
      return bus.finished();
    }
    const task = { id: taskId, contextId, status: { state: 'TASK_STATE_SUBMITTED' } };
    bus.publish(AgentEvent.task(Task.fromJSON(task)));
    const artifact = { artifactId: 'a', parts: [{ text: 'half' }] };
    bus.publish(AgentEvent.artifactUpdate(TaskArtifactUpdateEvent.fromJSON({ taskId, contextId, artifact })));
    const state = said.includes('stay') ? 'TASK_STATE_INPUT_REQUIRED' : 'TASK_STATE_COMPLETED';
    const update = { taskId, contextId, status: { state } };
    bus.publish(AgentEvent.statusUpdate(TaskStatusUpdateEvent.fromJSON(update)));
    bus.finished();
  },
  async cancelTask(taskId, bus) {
    const update = { taskId, contextId: 'c', status: { state: 'TASK_STATE_CANCELED' } };
    bus.publish(AgentEvent.statusUpdate(TaskStatusUpdateEvent.fromJSON(update)));
    bus.finished();
  },
};
