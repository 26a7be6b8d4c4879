/**
 * An attribute's text from a header value (CloudEvents HTTP binding, 3.1.3.2): quotes are taken off, percent
 * sequences are UTF-8. A value whose sequences are not is taken as it stands.
 */
export function decodeHeaderValue(value: string): string {
  const quoted = /^"(.*)"$/s.exec(value.trim())?.[1];
  const text = quoted === undefined ? value.trim() : quoted.replaceAll(/\\(.)/gs, '$1');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
