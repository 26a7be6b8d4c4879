/** DSL 0.8 has no namespaces: converted workflows, and those that they run, are in this one. */
export const conversionNamespace = 'default';
