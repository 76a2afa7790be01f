/** What is usual: asked once a data set, again when its runs change, together. */
import { expect, test, vi } from 'vitest';
import type { RunsFollower } from '../../../renderer/state/runs-store.svelte.ts';
import { UsualSettings } from '../../../renderer/state/usual-settings.svelte.ts';
import { makeRun } from './make-run.ts';

test('labels follow what is usual, which is asked again when runs come', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let follower: RunsFollower | undefined;
    let batch = 8;
    const asked: string[] = [];
    const usual = new UsualSettings(
      {
        runs: {
          usual: ({ datasetId }) => {
            asked.push(datasetId);
            return Promise.resolve({ runs: asked.length, settings: { 'training.batchSize': batch } });
          },
        },
      },
      { follow: (given) => ((follower = given), () => undefined) },
      () => undefined,
    );
    const run = makeRun({ settings: { 'training.batchSize': 32 } });
    expect([usual.label(run), usual.settings(run)]).toEqual(['', null]);
    await vi.advanceTimersByTimeAsync(0);
    // Alone on its data set it is told by nothing but its label.
    expect([usual.label(run), usual.settings(run)]).toEqual(['batch 32', null]);
    batch = 32;
    for (const id of ['a', 'b', 'c']) follower?.changed(makeRun({ id }), true);
    follower?.changed(makeRun({ id: 'a' }), false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(['iris', 'iris']);
    expect([usual.label(run), usual.settings(run)]).toEqual(['', { 'training.batchSize': 32 }]);
  } finally {
    vi.useRealTimers();
  }
});
