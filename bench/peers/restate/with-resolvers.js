// Node 20 has no Promise.withResolvers, which the Restate SDK calls.

/** @returns {PromiseWithResolvers<any>} */
function withResolvers() {
  /** @type {Partial<PromiseWithResolvers<any>>} */
  const parts = {};
  const promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return /** @type {PromiseWithResolvers<any>} */ (Object.assign(parts, { promise }));
}

Promise.withResolvers ??= withResolvers;
