import { anything, having, map, reference, type Schema, text } from '../build.ts';
import { task } from './base.ts';

/** Kinds of call that the DSL defines; any other name is a function's. */
export const callKinds = ['http', 'openapi', 'grpc', 'asyncapi', 'a2a', 'mcp'] as const;

export const callTask: Schema = {
  ...task("a 'call' task", { call: having('call', text), with: anything }, ['call']),
  allOf: [
    ...callKinds.map((kind) => ({
      if: { required: ['call'], properties: { call: { const: kind } } },
      then: {
        title: `a call of ${kind}`,
        required: ['with'],
        properties: { with: reference(`${kind}Arguments`) },
      },
    })),
    { if: { properties: { call: { enum: callKinds } } }, else: { properties: { with: map } } },
  ],
};
