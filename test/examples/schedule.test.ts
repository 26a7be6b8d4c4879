import { describe, expect, it, onTestFinished } from 'vitest';
import { manualActivity, until, Workbench } from '../engine/workbench.ts';
import { absence, exampleText } from './play.ts';

const hour = 3_600_000;

describe.skipIf(absence !== undefined)('the specification’s examples of schedules', () => {
  it('H2 schedule-cron.yaml: a backup is asked for at midnight, and not before', async () => {
    const activity = manualActivity();
    const bench = new Workbench({ activities: [activity] });
    onTestFinished(async () => {
      await bench.engine.stop();
      await bench.backend.close();
    });
    bench.clock.advanceTo(bench.clock.now() + hour);
    await bench.apply(exampleText('schedule-cron.yaml'));
    await bench.engine.start();
    await bench.engine.idle();
    await bench.pass(22 * hour);
    expect(activity.calls).toEqual([]);
    bench.clock.advanceTo(bench.clock.now() + hour);
    await until(() => activity.calls.length === 1);
    expect(activity.calls[0]?.arguments).toMatchObject({
      method: 'POST',
      uri: 'https://example.com/api/v1/backup/start',
    });
    activity.calls[0]?.resolve({});
    await bench.engine.idle();
    expect(await bench.instancesOf('cron-schedule')).toMatchObject([{ status: 'completed' }]);
  });
});
