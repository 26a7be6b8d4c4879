// Node 20 has no Promise.withResolvers, which the Restate SDK calls.
Promise.withResolvers ??= () => {
  let resolve;
  let reject;
  const promise = new Promise((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise, resolve, reject };
};
