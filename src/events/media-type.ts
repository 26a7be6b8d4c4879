/** A media type (RFC 9110): its essence in lower case, and the charset it declares. */
export interface MediaType {
  readonly essence: string;
  readonly charset: string | undefined;
}

export function parseMediaType(text: string): MediaType {
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

/** The body as text; undefined when it is not text in the declared charset (UTF-8 unless declared), or nobody knows it. */
export function decodeText(body: Buffer, { charset }: MediaType): string | undefined {
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}
