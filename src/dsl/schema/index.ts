import { authentication, authenticationPolicy } from './authentication.ts';
import { choice, closed, reference, type Schema } from './build.ts';
import { a2aArguments } from './calls/a2a.ts';
import { asyncapiArguments } from './calls/asyncapi.ts';
import { grpcArguments } from './calls/grpc.ts';
import { httpArguments } from './calls/http.ts';
import { mcpArguments } from './calls/mcp.ts';
import { openapiArguments } from './calls/openapi.ts';
import { exported, input, output } from './data.ts';
import { document } from './document.ts';
import { duration } from './duration.ts';
import { endpoint, externalResource } from './endpoint.ts';
import { retry, timeout, timeoutOrName } from './errors.ts';
import { eventFilter, eventStrategy, iterator } from './events.ts';
import { schedule } from './schedule.ts';
import { taskDefinitions } from './tasks/index.ts';
import { use } from './use.ts';

/**
 * The language that eventctl accepts, as a JSON Schema. It judges as the specification's own schema does, but for what
 * follows (`conformance.test.ts` applies the same list to that schema and compares the verdicts).
 *
 * Wider:
 * - `document.namespace` may have dots. A warning names the rule.
 * - `authentication` may be the plain name of a policy.
 * - `run.workflow.input` may be any value.
 * - Values of an HTTP `query` may be numbers and booleans.
 * - `arguments` of a script, shell or container may be a list or an object.
 * - An inline list in `for.in` may hold any values.
 * - `payload` and `headers` of an AsyncAPI message may be an expression.
 * - An AsyncAPI `operation` may name its document itself (`file://orders.yaml#sendOrder`); then `document` may be
 *   absent, which a warning tells, and `message` too.
 *
 * Narrower:
 * - Unknown keys are refused at the root, in policies of `use.authentications`, OAuth 2 `endpoints` and `request`,
 *   `catch.errors` and its `with`, `correlate`, `emit.event`, and everywhere in an MCP call.
 * - `emit` needs `with`, and an A2A call an `agentCard` or a `server`.
 * - The root needs at least one task; a schedule has exactly one trigger.
 * - `evaluate.language` is jq or jsonata.
 * - `status` of an error is 100 to 599; retry counts and parts of durations are not negative; a duration is at most
 *   1000 years.
 */
export const workflowSchema: Schema = {
  ...closed(
    'a workflow',
    {
      document,
      input: reference('input'),
      use,
      do: { ...reference('tasks'), title: 'a workflow', minItems: 1 },
      timeout: timeoutOrName,
      output: reference('output'),
      schedule,
      evaluate: closed("the 'evaluate' section", {
        language: choice('jq', 'jsonata'),
        mode: choice('strict', 'loose'),
      }),
    },
    ['document', 'do'],
  ),
  $defs: {
    ...taskDefinitions,
    httpArguments,
    openapiArguments,
    grpcArguments,
    asyncapiArguments,
    a2aArguments,
    mcpArguments,
    input,
    output,
    export: exported,
    duration,
    endpoint,
    externalResource,
    authentication,
    authenticationPolicy,
    eventFilter,
    eventStrategy,
    iterator,
    retry,
    timeout,
  },
};
