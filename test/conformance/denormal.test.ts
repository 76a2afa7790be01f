/** Numbers too small to be normal are 0 in training: a processor computes them many times more slowly. */
import { expect, test } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import type { Plan } from '../../main/graph/plan.ts';
import { float32 } from '../../main/graph/tensor.ts';

/** Halves its state and gives it. */
function halvingPlan(): Plan {
  const builder = new GraphBuilder();
  const half = builder.multiply(builder.input('mean', { dtype: 'float32', shape: [2] }), builder.scalar(0.5));
  builder.output('mean', half);
  builder.output('seen', half);
  const graph = builder.build();
  return {
    state: { mean: { dtype: 'float32', shape: [2] } },
    programs: { step: { graph, state: ['mean'], resident: [] } },
  };
}

test.each([1, 2])('a mean that decays reaches 0 with %i threads', async (threads) => {
  const session = await onnxruntimeEngine().open(halvingPlan(), { device: 'cpu', threads });
  await session.writeState({ mean: float32([2], [1, -3]) });
  const { seen } = await session.run('step', 130, {});
  await session.close();
  const values = [...(seen?.data ?? [])];
  expect(values).toHaveLength(260);
  // 2^-126 is the smallest normal number.
  expect(values.slice(2 * 125, 2 * 127)).toEqual([2 ** -126, -3 * 2 ** -126, 0, -3 * 2 ** -127]);
  expect(values.slice(-2).map(Math.abs)).toEqual([0, 0]);
});
