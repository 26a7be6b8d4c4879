import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import type { A2aVersion, Agent } from './card.ts';

/** The DSL's methods, which are those of 0.3, by their names in 1.0. */
const renamed: Readonly<Record<string, string>> = {
  'message/send': 'SendMessage',
  'message/stream': 'SendStreamingMessage',
  'tasks/get': 'GetTask',
  'tasks/list': 'ListTasks',
  'tasks/cancel': 'CancelTask',
  'tasks/resubscribe': 'SubscribeToTask',
  'tasks/pushNotificationConfig/set': 'CreateTaskPushNotificationConfig',
  'tasks/pushNotificationConfig/get': 'GetTaskPushNotificationConfig',
  'tasks/pushNotificationConfig/list': 'ListTaskPushNotificationConfigs',
  'tasks/pushNotificationConfig/delete': 'DeleteTaskPushNotificationConfig',
  'agent/getAuthenticatedExtendedCard': 'GetExtendedAgentCard',
};

/** The name of a method on the wire. */
export function wireName(method: string, version: A2aVersion): string {
  return version === '1.0' ? (renamed[method] ?? method) : method;
}

/** True when the answer is a stream, and the output the list of what came. */
export function isStreamed(method: string): boolean {
  return method === 'message/stream' || method === 'tasks/resubscribe';
}

/**
 * Parameters with what the DSL fills in: a message's id, made of the key so that a repeat can be recognised, and its
 * role. Everything else is as the task has it: its shape is that of the agent's version.
 */
export function fillIn(method: string, parameters: JsonObject, agent: Agent, key: string): JsonObject {
  const { tenant } = agent;
  const given = tenant === undefined ? parameters : { tenant, ...parameters };
  const message = given['message'];
  if (!method.startsWith('message/') || !isObject(message ?? null)) return given;
  return { ...given, message: { ...defaultsOf(agent.version, key), ...objectOf(message) } };
}

function defaultsOf(version: A2aVersion, key: string): JsonObject {
  const messageId = uuidOf(key);
  return version === '1.0' ? { messageId, role: 'ROLE_USER' } : { kind: 'message', messageId, role: 'user' };
}

/** A UUID (version 8, RFC 9562) that is the same for the same key. */
function uuidOf(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

function objectOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}
