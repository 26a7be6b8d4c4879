import type { RecordedEntry } from '../../backend/backend.ts';
import { isObject, type Json, type JsonObject } from '../../json/json.ts';
import { formatDuration } from '../../time/index.ts';
import { type Paint, plain, type Tone } from './colour.ts';
import { formatTime } from './time.ts';
import { describeWait } from './wait.ts';

/** How an entry looks: a symbol, a word, a tone. */
const looks: Readonly<Record<RecordedEntry['type'], readonly [symbol: string, word: string, tone: Tone]>> = {
  'instance.started': ['▶', 'started', 'strong'],
  'instance.completed': ['✔', 'completed', 'good'],
  'instance.faulted': ['✖', 'faulted', 'bad'],
  'instance.cancelled': ['⊘', 'cancelled', 'quiet'],
  'instance.suspended': ['⏸', 'suspended', 'waiting'],
  'instance.resumed': ['▶', 'resumed', 'strong'],
  'task.started': ['▶', 'started', 'busy'],
  'task.skipped': ['↷', 'skipped', 'quiet'],
  'task.completed': ['✔', 'completed', 'good'],
  'task.faulted': ['✖', 'faulted', 'bad'],
  'task.cancelled': ['⊘', 'cancelled', 'quiet'],
  'task.retried': ['↻', 'retrying', 'waiting'],
  'task.waiting': ['◷', 'waiting', 'waiting'],
  'task.suspended': ['⏸', 'suspended', 'waiting'],
  'task.resumed': ['▶', 'resumed', 'busy'],
  'event.matched': ['◀', 'matched', 'good'],
  'event.emitted': ['►', 'emitted', 'busy'],
  'event.dropped': ['⊘', 'dropped', 'bad'],
  'extension.skipped': ['↷', 'skipped', 'quiet'],
};

const widestWord = Math.max(...Object.values(looks).map(([, word]) => word.length));

/** One line of a log: time, what happened, to which task, and what there is to know about it. */
export function formatLogLine(entry: RecordedEntry, paint: Paint): string {
  const [symbol, word, tone] = looks[entry.type];
  const subject = entry.task === undefined ? 'instance' : plain(entry.task);
  const about = describeDetail(entry);
  return [
    paint('quiet', formatTime(entry.time)),
    paint(tone, `${symbol} ${word.padEnd(widestWord)}`),
    about === '' ? subject : `${subject}  ${about}`,
  ].join('  ');
}

/** An entry in `-o json`: part of the contract in docs/cli.md. */
export function entryDocument(entry: RecordedEntry): JsonObject {
  const { number, time, type, task, name, detail } = entry;
  return {
    number,
    time: formatTime(time),
    type,
    ...(task === undefined ? {} : { task }),
    ...(name === undefined ? {} : { name }),
    ...(detail === undefined ? {} : { detail: detailDocument(detail) }),
  };
}

/** Times inside a detail are told as all times are. */
function detailDocument(detail: JsonObject): JsonObject {
  const { until } = detail;
  return typeof until === 'number' ? { ...detail, until: formatTime(until) } : detail;
}

function describeDetail({ type, detail }: RecordedEntry): string {
  if (detail === undefined) return '';
  if (type === 'task.waiting') return describeWait(detail);
  const { attempt, delay, error, event, events, message, reason } = detail;
  const parts = [
    ...(typeof attempt === 'number' ? [`attempt ${attempt}`] : []),
    ...(typeof delay === 'number' ? [`in ${formatDuration(delay)}`] : []),
    ...(event === undefined ? [] : [describeEvent(event)]),
    ...(isObject(message) ? [plain(`a message of ${message['service']} on ${message['channel']}`)] : []),
    ...(typeof events === 'number' ? [`${events} ${events === 1 ? 'event' : 'events'}:`] : []),
    ...(error === undefined ? [] : [describeError(error)]),
    ...(typeof reason === 'string' ? [plain(reason)] : []),
  ];
  return parts.length === 0 ? plain(JSON.stringify(detail)) : parts.join(' ');
}

function describeEvent(event: Json): string {
  if (!isObject(event)) return plain(JSON.stringify(event));
  return plain(`${event['type']} from ${event['source']} (id ${event['id']})`);
}

/** What failed and why, then the error's kind: `Not found: no order A-1 [communication 404]`. */
export function describeError(error: Json): string {
  if (!isObject(error)) return plain(JSON.stringify(error));
  const { title, detail, type, status } = error;
  const words = [title, detail].filter((part) => typeof part === 'string');
  const kind = typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : '';
  return plain(
    `${words.length === 0 ? 'error' : words.join(': ')} [${kind} ${JSON.stringify(status ?? null)}]`,
  );
}
