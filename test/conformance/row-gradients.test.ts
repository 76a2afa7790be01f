/** Gradients of gathered rows, where many of a batch fall on one row: two threads give the same bits every time. */
import { expect, it } from 'vitest';
import { onnxruntimeEngine } from '../../main/engines/onnxruntime/engine.ts';
import { gradients } from '../../main/graph/autodiff.ts';
import { GraphBuilder } from '../../main/graph/builder.ts';
import { optimize } from '../../main/graph/optimize.ts';
import { float32, int32 } from '../../main/graph/tensor.ts';

const [batch, width, repetitions] = [1024, 16, 200];

// A few rows are summed by a product, many by scattering.
it.each([20, 20_000])('of %d rows, 200 times', { timeout: 120_000 }, async (rows) => {
  const builder = new GraphBuilder();
  const table = builder.input('table', { dtype: 'float32', shape: [rows, width] });
  const picked = builder.gather(table, builder.input('rows', { dtype: 'int32', shape: ['batch'] }));
  const weights = builder.input('weights', { dtype: 'float32', shape: ['batch', width] });
  const [gradient] = gradients(builder, builder.reduceSum(builder.multiply(picked, weights)), [table]);
  if (gradient === undefined) throw new Error('no gradient');
  builder.output('gradient', gradient);
  const program = { graph: optimize(builder.build()), state: [], resident: [] };
  const session = await onnxruntimeEngine().open(
    { state: {}, programs: { predict: program } },
    { device: 'cpu', threads: 2 },
  );
  // A third of the batch falls on one row.
  const chosen = Array.from({ length: batch }, (_, index) => (index % 3 === 0 ? 7 : (index * 7919) % rows));
  const values = Array.from({ length: batch * width }, (_, index) => Math.sin(index * 1.7) * 10 ** (index % 5));
  const known = {
    table: float32([1, rows, width], new Float32Array(rows * width)),
    rows: int32([1, batch], chosen),
    weights: float32([1, batch, width], values),
  };
  const mentioned = new Set(program.graph.inputs.map(({ name }) => name));
  const feeds = Object.fromEntries(Object.entries(known).filter(([name]) => mentioned.has(name)));
  const run = async (): Promise<Uint32Array> => {
    const { data } = (await session.run('predict', 1, feeds))['gradient'] ?? {};
    if (!(data instanceof Float32Array)) throw new Error('no gradient');
    return new Uint32Array(data.buffer, data.byteOffset, data.length);
  };
  const first = await run();
  // By hand, in float64: the same bits would be no merit if they were wrong.
  const sums = new Float64Array(width);
  chosen.forEach((row, index) => {
    if (row === 7) for (let at = 0; at < width; at += 1) sums[at] = (sums[at] ?? 0) + (values[index * width + at] ?? 0);
  });
  const found = new Float32Array(first.buffer, first.byteOffset + 7 * width * 4, width);
  found.forEach((value, at) => {
    expect(Math.abs(value - (sums[at] ?? 0))).toBeLessThan(0.5);
  });
  let different = 0;
  for (let repetition = 1; repetition < repetitions; repetition += 1) {
    const again = await run();
    if (Buffer.compare(Buffer.from(first.buffer), Buffer.from(again.buffer)) !== 0) different += 1;
  }
  expect(different).toBe(0);
  await session.close();
});
