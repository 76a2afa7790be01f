/** What the process's main thread asks for reaches the training thread bit by bit. */
import { expect, test } from 'vitest';
import { ControlHandle, SharedControl } from '../../../main/runner/process/shared-control.ts';

function pair(): { readonly handle: ControlHandle; readonly control: SharedControl } {
  const handle = new ControlHandle();
  const unasked = (): never => {
    throw new Error('nobody asked');
  };
  const control = new SharedControl(handle.memory, { paused: unasked, resumed: unasked, finishEpoch: () => false });
  return { handle, control };
}

test('no learning rate is asked for until one is, and then the last one is', () => {
  const { handle, control } = pair();
  expect(control.learningRate).toBeUndefined();
  handle.sendLearningRate(0.1);
  expect(control.learningRate).toBe(0.1);
  handle.sendLearningRate(3e-5);
  expect(control.learningRate).toBe(3e-5);
  handle.sendLearningRate(0);
  expect(control.learningRate).toBe(0);
  handle.sendLearningRate(null);
  expect(control.learningRate).toBeNull();
  expect(control.pending).toBe(false);
});

test('a stop is final', async () => {
  const { handle, control } = pair();
  handle.send('stop');
  handle.send('go');
  expect(control.pending).toBe(true);
  expect(await control.settle()).toBe('stop');
});
