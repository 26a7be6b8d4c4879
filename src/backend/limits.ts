/** Inbox entries that one turn is given at the most. */
export const inboxLimit = 256;

/** Milliseconds for which an event is recognised as a duplicate and, where it is kept, delivered to later waits. */
export const defaultRetention = 24 * 60 * 60 * 1000;

/** Pushed ids that a live instance remembers, the newest: what comes twice comes soon after. */
export const pushedLimit = 1_000;

/** Instances that one write forgets: others wait for no longer than that takes. */
export const forgottenAtOnce = 50;
