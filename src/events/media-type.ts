/** A media type (RFC 9110): its essence in lower case, and the charset it declares. */
export interface MediaType {
  readonly essence: string;
  readonly charset: string | undefined;
}

export function parseMediaType(text: string): MediaType {
  if (!text.includes(';')) return { essence: text.trim().toLowerCase(), charset: undefined };
  const [essence = '', ...parameters] = text.split(';');
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return { essence: essence.trim().toLowerCase(), charset: charset?.toLowerCase() };
}

export function isJsonType({ essence }: MediaType): boolean {
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json');
}

/** Whether a body of this type is text: it says so, or it declares a charset. */
export function isTextType({ essence, charset }: MediaType): boolean {
  return (
    charset !== undefined ||
    essence.startsWith('text/') ||
    essence === 'application/xml' ||
    essence.endsWith('+xml')
  );
}

function strictDecoder(charset: string) {
  return new TextDecoder(charset, { fatal: true, ignoreBOM: true });
}

const utf8 = strictDecoder('utf-8');

/** The body as text; undefined when it is not text in the declared charset (UTF-8 unless declared), or nobody knows it. */
export function decodeText(body: Buffer, { charset }: MediaType): string | undefined {
  try {
    return (charset === undefined ? utf8 : strictDecoder(charset)).decode(body);
  } catch {
    return undefined;
  }
}
