/** A session that looks ahead answers as one that does not, whatever it is asked and however wrong the guess was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import type { EngineSession, EpochChunk } from '../../main/graph/engine.ts';
import { float32, int32, type TensorMap } from '../../main/graph/tensor.ts';
import { LookAheadSession } from '../../main/training/loop/look-ahead.ts';
import { dataSet, initialState, stepFeeds, trainingPlan } from './support/training-plan.ts';

/** An epoch of the plan: two full batches, a rest, and a look at some rows. */
function epochOf(epoch: number): EpochChunk[] {
  const { rows = int32([0], []) } = stepFeeds(0, 1, 5);
  return [
    { program: 'step', steps: 2, feeds: stepFeeds(epoch * 3, 2, 6) },
    { program: 'step', steps: 1, feeds: stepFeeds(epoch * 3 + 2, 1, 3) },
    { program: 'predict', steps: 1, feeds: { rows } },
  ];
}

type Ask =
  | { readonly kind: 'expect'; readonly epochs: number; readonly states: boolean }
  | { readonly kind: 'chunks'; readonly count: number }
  | { readonly kind: 'other' }
  | { readonly kind: 'read' }
  | { readonly kind: 'write' };

const asks = fc.array(
  fc.oneof<fc.Arbitrary<Ask>[]>(
    fc.record({
      kind: fc.constant('expect' as const),
      epochs: fc.integer({ min: 1, max: 4 }),
      states: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('chunks' as const), count: fc.integer({ min: 1, max: 7 }) }),
    fc.record({ kind: fc.constant('other' as const) }),
    fc.record({ kind: fc.constant('read' as const) }),
    fc.record({ kind: fc.constant('write' as const) }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** What a session answers. Chunks go on where those before ended; a guess is made where an epoch begins. */
async function answers(session: EngineSession, questions: readonly Ask[]): Promise<TensorMap[]> {
  await session.writeState(initialState);
  for (const [name, tensor] of Object.entries(dataSet)) await session.loadResident(name, tensor);
  const given: TensorMap[] = [];
  let chunk = 0;
  for (const ask of questions) {
    if (ask.kind === 'expect' && session instanceof LookAheadSession && chunk % 3 === 0) {
      const epochs = Array.from({ length: ask.epochs }, (_, index) => epochOf(chunk / 3 + index));
      await session.expect(epochs, { states: ask.states });
      expect(session.isAhead).toBe(true);
    } else if (ask.kind === 'chunks') {
      for (let count = 0; count < ask.count; count += 1, chunk += 1) {
        const { program, steps, feeds } = epochOf(Math.floor(chunk / 3))[chunk % 3] ??
          epochOf(0)[0] ?? { program: 'step', steps: 1, feeds: {} };
        given.push(await session.run(program, steps, feeds));
      }
    } else if (ask.kind === 'other') {
      given.push(await session.run('step', 1, stepFeeds(100, 1, 2)));
    } else if (ask.kind === 'read') {
      given.push(await session.readState(), await session.readState(['bias', 'decay']));
    } else if (ask.kind === 'write') {
      await session.writeState({
        bias: initialState['bias'] ?? float32([0], []),
      });
    }
  }
  given.push(await session.readState());
  return given;
}

test('a session that looks ahead gives the same bits as one that does not', async () => {
  const options = { device: 'cpu', threads: 1 };
  const plain = await onnxruntimeEngine().open(trainingPlan, options);
  const ahead = new LookAheadSession(await onnxruntimeEngine().open(trainingPlan, options));
  try {
    await fc.assert(
      fc.asyncProperty(asks, async (questions) => {
        expect(await answers(ahead, questions)).toEqual(await answers(plain, questions));
      }),
      { numRuns: 60 },
    );
  } finally {
    await plain.close();
    await ahead.close();
  }
});
