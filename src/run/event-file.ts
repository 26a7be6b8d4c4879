import { type CloudEvent, parseCloudEvent } from '../events/index.ts';
import { Failure } from '../problem/failure.ts';

/**
 * Reads a file of CloudEvents, one in structured JSON a line; empty lines are skipped.
 * @param file its path, for messages.
 * @throws Failure `usage` naming the line that is no CloudEvent.
 */
export function readEvents(text: string, file: string): readonly CloudEvent[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [parseCloudEvent(JSON.parse(line))];
    } catch (error) {
      const why = error instanceof Failure ? error.message : 'it is not JSON';
      throw new Failure('usage', `${file}:${index + 1} holds no CloudEvent: ${why}`, { cause: error });
    }
  });
}
