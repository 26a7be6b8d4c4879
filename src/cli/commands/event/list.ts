import * as Flags from '@oclif/core/flags';
import type { AcceptedEvent } from '../../../backend/backend.ts';
import type { JsonObject } from '../../../json/json.ts';
import { connectionFlags, EventctlCommand, outputFlag } from '../../command.ts';
import { plain } from '../../output/colour.ts';
import { formatTable } from '../../output/table.ts';
import { formatTime } from '../../output/time.ts';

export default class EventList extends EventctlCommand {
  static override summary = 'List accepted events, newest first';
  static override examples = [
    '<%= config.bin %> event list --type online.store.newOrder',
    '<%= config.bin %> event list --limit 1 -o json',
  ];
  static override flags = {
    ...connectionFlags,
    ...outputFlag,
    type: Flags.string({ description: 'Only events of this type' }),
    limit: Flags.integer({ default: 50, min: 1, max: 10_000, description: 'At most so many' }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(EventList);
    const { type, limit } = flags;
    const events = await this.withClient(flags, (client) =>
      client.listEvents({ limit, ...(type === undefined ? {} : { type }) }),
    );
    await this.present(flags.output, events.map(documentOf), () =>
      formatTable(
        events,
        [
          { title: 'accepted', cell: ({ acceptedAt }) => formatTime(acceptedAt) },
          { title: 'type', cell: ({ event }) => plain(event.type) },
          { title: 'source', cell: ({ event }) => plain(event.source) },
          { title: 'id', cell: ({ event }) => plain(event.id) },
          { title: 'reached', cell: ({ deliveries }) => String(deliveries) },
        ],
        this.paint(),
      ),
    );
    if (events.length === 0) this.note('no events');
  }
}

/** The contract of `-o json`. */
function documentOf({ event, acceptedAt, deliveries }: AcceptedEvent): JsonObject {
  return { acceptedAt: formatTime(acceptedAt), deliveries, event: { ...event } };
}
