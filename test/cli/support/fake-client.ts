import type { Client } from '../../../src/client/index.ts';
import { Failure } from '../../../src/problem/failure.ts';

/** A client that refuses everything but what a test gives it. */
export function fakeClient(methods: Partial<Client>): Client {
  const refuse = async (): Promise<never> => {
    throw new Failure('failed', 'the test did not expect this call');
  };
  return {
    description: 'fake',
    attended: true,
    apply: refuse,
    listWorkflows: refuse,
    showWorkflow: refuse,
    deleteWorkflow: refuse,
    listServices: refuse,
    showService: refuse,
    startInstance: refuse,
    listInstances: refuse,
    showInstance: refuse,
    cancelInstance: refuse,
    suspendInstance: refuse,
    resumeInstance: refuse,
    sendEvent: refuse,
    listEvents: refuse,
    status: refuse,
    logs: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    close: async () => {},
    ...methods,
  };
}
