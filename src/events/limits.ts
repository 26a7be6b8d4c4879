/** Bytes of a request that carries events (an event, or a whole batch). More is refused as too large. */
export const maxEventBytes = 1024 * 1024;

/** Attributes of one event, extensions included. */
export const maxAttributes = 128;

/** Characters of an attribute's name; the specification recommends at most 20. */
export const maxAttributeName = 64;

/** Characters of an attribute's value. */
export const maxAttributeLength = 8192;

/** How deep `data` may nest; everything that walks data recurses. */
export const maxDataDepth = 256;
