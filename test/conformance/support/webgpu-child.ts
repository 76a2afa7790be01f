/**
 * What is tested on WebGPU runs here, in a process of its own: the driver is found by variables that must be set before
 * a process starts, and a native library that ends the process ends this one alone. Says one JSON object a line.
 */
import { onnxruntimeEngine } from '../../../main/engines/onnxruntime/engine.ts';
import { serializeError } from '../../../main/base/errors.ts';
import { GraphBuilder } from '../../../main/graph/builder.ts';
import { opNames } from '../../../main/graph/ops/registry.ts';
import type { Plan } from '../../../main/graph/plan.ts';
import { float32 } from '../../../main/graph/tensor.ts';
import { measureOp, type MeasureOptions } from './measure.ts';
import { measureGrowth, measureReplacing, measureTraining, trainingCases } from './webgpu-training.ts';

const [task = '', ...given] = process.argv.slice(2);
const engine = onnxruntimeEngine();
const tell = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

const tasks: Readonly<Record<string, () => Promise<void>>> = {
  /** The engine's report, then each op named before it runs: where the process ends, that is what it was at. */
  ops: async () => {
    tell(await engine.probe());
    const [settings = '{}', ...named] = given;
    const options = { device: 'webgpu', ...(JSON.parse(settings) as Omit<MeasureOptions, 'device'>) };
    for (const op of opNames.filter((name) => named.length === 0 || named.includes(name))) {
      tell({ began: op });
      tell(await measureOp(engine, op, options));
    }
  },

  training: async () => {
    for (const one of trainingCases) tell(await measureTraining(one, 'webgpu'));
  },

  /** The case whose state is 0.5 MB, which every step replaces. */
  growth: async () => {
    const [steps = '1000'] = given;
    const one = trainingCases.find(({ name }) => name.includes('tensor by tensor'));
    if (one === undefined) throw new Error('there is no such case');
    tell({ megabytes: await measureGrowth(one, 'webgpu', Number(steps)) });
  },

  replacing: async () => {
    const [steps = '1000'] = given;
    tell({ megabytes: await measureReplacing('webgpu', Number(steps)) });
  },

  /** A device that fails in earnest: more memory than it has. */
  failure: async () => {
    const builder = new GraphBuilder();
    const large = builder.broadcastTo(builder.input('x', { dtype: 'float32', shape: [1] }), [600, 1024 * 1024]);
    builder.output('y', builder.reduceSum(builder.multiply(large, large)));
    const plan = { state: {}, programs: { predict: { graph: builder.build(), state: [], resident: [] } } };
    const session = await engine.open(plan, { device: 'webgpu', threads: 1 });
    await session.run('predict', 1, { x: float32([1, 1], [1]) }).catch((error: unknown) => {
      tell(serializeError(error));
    });
  },
};

const run = tasks[task];
if (run === undefined) throw new Error(`there is no task ${task}`);
// An open session keeps the device and its compiled shaders for those that come after it.
const keeper = await engine.open(negation(), { device: 'webgpu', threads: 1 });
await run();
await keeper.close();

function negation(): Plan {
  const builder = new GraphBuilder();
  builder.output('y', builder.negate(builder.input('x', { dtype: 'float32', shape: [1] })));
  return { state: {}, programs: { predict: { graph: builder.build(), state: [], resident: [] } } };
}
