/** One message of a stream over HTTP. */
export interface StreamedMessage {
  readonly text: string;
  readonly event?: string;
  readonly id?: string;
}

/** Longest line, and longest event, in characters. */
const maxLength = 8 * 1024 * 1024;

/** Stands before each text of `application/json-seq`. */
const recordSeparator = '\u001e';

/** Lines that are not empty: servers send empty ones to keep the connection open. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamedMessage> {
  for await (const line of linesOf(body)) {
    const text = (line.startsWith(recordSeparator) ? line.slice(1) : line).trim();
    if (text !== '') yield { text };
  }
}

/** Server-Sent Events (WHATWG HTML, 9.2.6). An event without data is none. */
export async function* readServerEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamedMessage> {
  let data: string[] = [];
  let event: string | undefined;
  let id: string | undefined;
  for await (const line of linesOf(body)) {
    if (line === '') {
      const text = data.join('\n');
      if (data.length > 0) {
        yield { text, ...(event === undefined ? {} : { event }), ...(id === undefined ? {} : { id }) };
      }
      data = [];
      event = undefined;
      continue;
    }
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    if (data.reduce((sum, part) => sum + part.length, 0) > maxLength) throw tooLong();
  }
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    // A carriage return at the end may be half of a line break.
    const text = rest + decoder.decode(chunk, { stream: true });
    const complete = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = complete.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(complete.length);
    if (rest.length > maxLength) throw tooLong();
    yield* lines;
  }
  if (rest.trim() !== '') yield rest.trimEnd();
}

function tooLong(): Error {
  return new Error(`the stream has a line or an event of more than ${maxLength} characters`);
}
