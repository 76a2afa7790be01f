/** Batches of epochs: none lost, none out of order, not too many messages, checkpoints with the epoch they belong to. */
import { expect, test } from 'vitest';
import { EpochBuffer } from '../../../main/runner/process/epoch-buffer.ts';
import type { CheckpointFile, EpochBatch } from '../../../main/runner/process/protocol.ts';

function harness() {
  const sent: EpochBatch[] = [];
  let now = 0;
  const buffer = new EpochBuffer(
    (batch) => sent.push(batch),
    () => now,
    30,
  );
  const add = (epoch: number, hold = false): void => {
    buffer.add(
      { epoch, metrics: { loss: epoch / 10, accuracy: Number.NaN }, seconds: epoch, outside: epoch / 4 },
      hold,
    );
  };
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { sent, buffer, add, pass };
}

const checkpoint: CheckpointFile = {
  epoch: 3,
  reason: 'last',
  file: 'epoch-000003.safetensors',
  bytes: 1,
  conditions: {},
};

test('the first epoch goes out at once, fast ones together', () => {
  const { sent, buffer, add, pass } = harness();
  for (let epoch = 1; epoch <= 100; epoch += 1) {
    add(epoch);
    pass(1);
  }
  buffer.flush(null);
  expect(sent.length).toBeLessThanOrEqual(5);
  expect(sent[0]?.start).toBe(1);
  expect(sent.flatMap((batch) => [...batch.seconds])).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(sent[1]?.metrics).toEqual(['loss', 'accuracy']);
  expect([...(sent[1]?.values.slice(0, 2) ?? [])]).toEqual([0.2, Number.NaN]);
});

test('a checkpoint travels with its epoch, even where that has gone out before', () => {
  const { sent, buffer, add } = harness();
  add(1);
  add(2);
  add(3, true);
  buffer.flush([checkpoint]);
  expect(sent.at(-1)).toMatchObject({ start: 2, checkpoints: [checkpoint] });
  buffer.flush([checkpoint]);
  expect(sent.at(-1)).toMatchObject({ start: 3, checkpoints: [checkpoint] });
  expect([...(sent.at(-1)?.seconds ?? [])]).toEqual([3]);
  const count = sent.length;
  buffer.flush(null);
  expect(sent).toHaveLength(count);
});
