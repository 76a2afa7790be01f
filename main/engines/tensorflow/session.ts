/** A plan run op by op through TensorFlow.js, its state held in the library's tensors. */
import { BugError } from '../../base/errors.ts';
import {
  bindFeeds,
  bindProgram,
  concreteShape,
  expectPresent,
  findResident,
  matchTensor,
  sliceAt,
  type BoundProgram,
} from '../binding.ts';
import { promised, stackSteps } from '../steps.ts';
import { computeNode, tensorflowTensor } from './kernels.ts';
import type { TensorflowLibrary, TensorflowTensor } from './kernel.ts';
import type { EngineSession } from '../../graph/engine.ts';
import type { Value } from '../../graph/ir.ts';
import type { Plan, ProgramName } from '../../graph/plan.ts';
import { allocate, type Tensor, type TensorMap } from '../../graph/tensor.ts';

export class TensorflowSession implements EngineSession {
  readonly lowering: string;
  readonly runEpochs = null;
  readonly #tf: TensorflowLibrary;
  readonly #plan: Plan;
  readonly #state = new Map<string, TensorflowTensor>();
  readonly #resident = new Map<string, Tensor>();
  readonly #held = new Map<string, TensorflowTensor>();

  constructor(tf: TensorflowLibrary, plan: Plan, lowering: string) {
    this.#tf = tf;
    this.#plan = plan;
    this.lowering = lowering;
  }

  writeState(state: TensorMap): Promise<void> {
    return promised(() => {
      for (const [name, tensor] of Object.entries(state)) {
        matchTensor(`state ${name}`, tensor, expectPresent(this.#plan.state[name], `state ${name}`), null);
        // The library may go on reading the array that it is given.
        replace(this.#state, name, tensorflowTensor(this.#tf, { ...tensor, data: tensor.data.slice() }));
      }
    });
  }

  async readState(names: readonly string[] = Object.keys(this.#plan.state)): Promise<TensorMap> {
    const state: Record<string, Tensor> = {};
    for (const name of names) {
      const { dtype } = expectPresent(this.#plan.state[name], `state ${name}`);
      state[name] = await download(expectPresent(this.#state.get(name), `state ${name}`), dtype);
    }
    return state;
  }

  loadResident(name: string, tensor: Tensor): Promise<void> {
    return promised(() => {
      replace(this.#held, name, tensorflowTensor(this.#tf, tensor));
      this.#resident.set(name, tensor);
    });
  }

  async run(name: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const bound = bindProgram(this.#plan, name);
    const batch = bindFeeds(bound, steps, feeds);
    findResident(bound, this.#resident);
    const results: TensorMap[] = [];
    for (let step = 0; step < steps; step += 1) {
      const outputs = this.#tf.tidy(() => this.#compute(bound, step, feeds, batch));
      for (const { name: written } of bound.written) {
        replace(this.#state, written, expectPresent(outputs[written], `output ${written}`));
      }
      const result: Record<string, Tensor> = {};
      for (const { name: output, value } of bound.results) {
        const tensor = expectPresent(outputs[output], `output ${output}`);
        result[output] = await download(tensor, value.type.dtype);
        tensor.dispose();
      }
      results.push(result);
    }
    return stackSteps(results);
  }

  place(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    for (const tensor of [...this.#state.values(), ...this.#held.values()]) tensor.dispose();
    this.#state.clear();
    this.#held.clear();
    this.#resident.clear();
    return Promise.resolve();
  }

  /** One step; called inside `tidy`, which frees everything but the outputs. */
  #compute(
    bound: BoundProgram,
    step: number,
    feeds: TensorMap,
    batch: number | null,
  ): Record<string, TensorflowTensor> {
    const known = new Map<number, TensorflowTensor>();
    const find = (value: Value): TensorflowTensor => expectPresent(known.get(value.id), `value ${value.id}`);
    for (const { name, value } of bound.read) {
      known.set(value.id, expectPresent(this.#state.get(name), `state ${name}`));
    }
    for (const { name, value } of bound.resident) {
      known.set(value.id, expectPresent(this.#held.get(name), `resident ${name}`));
    }
    for (const { name, value } of bound.fed) {
      known.set(value.id, tensorflowTensor(this.#tf, sliceAt(expectPresent(feeds[name], `feed ${name}`), step)));
    }
    for (const node of bound.program.graph.nodes) {
      const [first, ...others] = node.outputs.map(({ type }) => concreteShape(type.shape, batch));
      if (first === undefined) throw new BugError(`${node.op} has no output`);
      const outputs = computeNode(this.#tf, node, node.inputs.map(find), [first, ...others]);
      node.outputs.forEach((value, index) =>
        known.set(value.id, expectPresent(outputs[index], `output of ${node.op}`)),
      );
    }
    // A clone shares the memory and has a life of its own: an output may be an input, or two outputs one value.
    return Object.fromEntries(
      [...bound.written, ...bound.results].map(({ name, value }) => [name, this.#tf.clone(find(value))]),
    );
  }
}

async function download(tensor: TensorflowTensor, dtype: Tensor['dtype']): Promise<Tensor> {
  const values = await tensor.data();
  const data = allocate(dtype, values.length);
  data.set(values);
  return { dtype, shape: [...tensor.shape], data };
}

function replace(tensors: Map<string, TensorflowTensor>, name: string, tensor: TensorflowTensor): void {
  tensors.get(name)?.dispose();
  tensors.set(name, tensor);
}
