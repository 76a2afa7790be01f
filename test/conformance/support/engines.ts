/** The engines under test, and a way to run one graph on one of them. */
import * as tensorflow from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { onnxruntimeEngine } from '../../../main/engines/onnxruntime/engine.ts';
import { referenceEngine } from '../../../main/engines/reference/engine.ts';
import { tensorflowEngine } from '../../../main/engines/tensorflow/engine.ts';
import type { TensorflowLoader } from '../../../main/engines/tensorflow/loader.ts';
import type { Engine } from '../../../main/graph/engine.ts';
import type { Graph } from '../../../main/graph/ir.ts';
import type { Plan } from '../../../main/graph/plan.ts';
import type { Tensor, TensorMap } from '../../../main/graph/tensor.ts';

// Keeps it from advising, on standard error, to install what is deliberately not there.
tensorflow.env().set('IS_TEST', true);

/** TensorFlow.js on its pure-JavaScript backend, in the place of a native package. */
export const pureTensorflow: TensorflowLoader = {
  locate: () => '/pure',
  hasAddon: () => true,
  load: () => Promise.resolve(tensorflow),
};

export const enginesUnderTest: Readonly<Record<string, Engine>> = {
  reference: referenceEngine(),
  'onnxruntime (one Scan)': onnxruntimeEngine(),
  'onnxruntime (host loop)': onnxruntimeEngine({ cpuStepping: 'loop' }),
  tensorflow: tensorflowEngine(pureTensorflow),
};

/** Adds or takes away the leading dimension of one step. */
function mapShapes(tensors: TensorMap, shapeOf: (tensor: Tensor) => readonly number[]): TensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, { ...tensor, shape: shapeOf(tensor) }]),
  );
}

/** One evaluation of a graph without state. */
export async function runGraph(engine: Engine, graph: Graph, feeds: TensorMap, threads = 1): Promise<TensorMap> {
  const plan: Plan = { state: {}, programs: { predict: { graph, state: [], resident: [] } } };
  const session = await engine.open(plan, { device: 'cpu', threads });
  try {
    const results = await session.run(
      'predict',
      1,
      mapShapes(feeds, ({ shape }) => [1, ...shape]),
    );
    return mapShapes(results, ({ shape }) => shape.slice(1));
  } finally {
    await session.close();
  }
}
