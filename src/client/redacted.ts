import type { AcceptedEvent } from '../backend/backend.ts';
import type { Json } from '../json/json.ts';
import { createRedactor, type Redactor } from '../json/redactor.ts';
import type { Frame, Instance } from '../machine/instance.ts';
import type { Problem } from '../problem/problem.ts';
import type { Client } from './client.ts';

/**
 * A client whose answers do not show the values of secrets. Workflows may put a secret into their data, and go on to
 * work with it: what is stored stays as it is, and the values are taken out where data leaves for people and programs.
 */
export function redactAnswers(client: Client, secrets: Readonly<Record<string, Json>>): Client {
  if (Object.keys(secrets).length === 0) return client;
  const redactor = createRedactor(secrets);
  return {
    ...client,
    showInstance: async (id) => redactInstance(await client.showInstance(id), redactor),
    listEvents: async (query) =>
      (await client.listEvents(query)).map((accepted) => redactEvent(accepted, redactor)),
    async *logs(query) {
      for await (const entry of client.logs(query)) {
        yield entry.detail === undefined ? entry : { ...entry, detail: redactor.members(entry.detail) };
      }
    },
  };
}

function redactInstance(instance: Instance, redactor: Redactor): Instance {
  const { input, context, output, error, frames } = instance;
  return {
    ...instance,
    input: redactor.json(input),
    context: redactor.json(context),
    ...(output === undefined ? {} : { output: redactor.json(output) }),
    ...(error === undefined ? {} : { error: redactProblem(error, redactor) }),
    frames: Object.fromEntries(
      Object.entries(frames).map(([id, frame]) => [id, redactFrame(frame, redactor)]),
    ),
  };
}

function redactFrame(frame: Frame, { json, members }: Redactor): Frame {
  const { input, data, variables, context, memory } = frame;
  return {
    ...frame,
    input: json(input),
    data: json(data),
    ...(variables === undefined ? {} : { variables: members(variables) }),
    ...(context === undefined ? {} : { context: json(context) }),
    ...(memory === undefined ? {} : { memory: members(memory) }),
  };
}

function redactProblem(problem: Problem, { members, text }: Redactor): Problem {
  return { ...members(problem), type: text(problem.type), status: problem.status };
}

/** Attributes route an event; its data is what a workflow put into it. */
function redactEvent(accepted: AcceptedEvent, { json }: Redactor): AcceptedEvent {
  const { data } = accepted.event;
  return data === undefined ? accepted : { ...accepted, event: { ...accepted.event, data: json(data) } };
}
