/** A reader in another process never disturbs the writer, and never sees half an epoch. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createIrisRun, engineStart, openTestStore } from './support.ts';

test('1,800 epochs are written beside a busy reader without one lock error', async () => {
  const { store, file } = openTestStore();
  const run = createIrisRun(store);
  store.runs.start(run, engineStart);
  const reader = fork(fileURLToPath(new URL('./reader-process.ts', import.meta.url)), [file], { execArgv: [] });
  onTestFinished(() => void reader.kill());
  await once(reader, 'message');
  for (let epoch = 1; epoch <= 1800; epoch++) {
    // One epoch in a hundred waits for the disk, as one with a checkpoint does.
    const durable = epoch % 100 === 0 ? { checkpoints: [] } : {};
    store.runs.recordEpoch(run, { epoch, metrics: { loss: 1 / epoch, accuracy: epoch }, seconds: epoch, ...durable });
    // Lets the reader in between writes even on one core.
    if (epoch % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  reader.send('stop');
  const [report] = (await once(reader, 'message')) as [{ reads: number; torn: number; errors: string[] }];
  expect(report.errors).toEqual([]);
  expect(report.torn).toBe(0);
  expect(report.reads).toBeGreaterThan(0);
  expect(store.runs.get(run).epochsDone).toBe(1800);
});
