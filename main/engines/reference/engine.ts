/** The reference engine: the interpreter behind the interface that training knows. */
import { verifyPlan } from '../../graph/verify.ts';
import type { Tensor, TensorMap } from '../../graph/tensor.ts';
import {
  bindFeeds,
  bindProgram,
  copyTensor,
  expectPresent,
  findResident,
  matchTensor,
  sliceAt,
  type BoundProgram,
} from '../binding.ts';
import { cpuDevice } from '../cpu.ts';
import { expectDevice } from '../refusals.ts';
import { promised, stackSteps } from '../steps.ts';
import { evaluateGraph, type EvaluateOptions } from './evaluate.ts';
import { numbersFrom, tensorFrom } from './numbers.ts';
import type { Engine, EngineReport, EngineSession, SessionOptions } from '../../graph/engine.ts';
import type { NamedValue } from '../../graph/ir.ts';
import type { Plan, ProgramName } from '../../graph/plan.ts';

/** Raised when the meaning of the arithmetic changes, so that checkpoints tell the difference. */
const REVISION = 1;

const report: EngineReport = {
  id: 'reference',
  state: 'ready',
  version: String(REVISION),
  devices: [cpuDevice()],
  missing: [],
  detail: null,
};

/** `trace` is told every node's outputs in every run: how a NaN is traced to its step and op. */
export function referenceEngine(options: Pick<EvaluateOptions, 'trace'> = {}): Engine {
  return {
    id: 'reference',
    probe: () => Promise.resolve(report),
    open: (plan: Plan, { device }: SessionOptions) =>
      promised(() => {
        verifyPlan(plan);
        expectDevice(report, device);
        return new ReferenceSession(plan, options);
      }),
  };
}

class ReferenceSession implements EngineSession {
  readonly lowering = `reference ${REVISION}`;
  readonly runEpochs = null;
  readonly #plan: Plan;
  readonly #options: EvaluateOptions;
  readonly #state = new Map<string, Tensor>();
  readonly #resident = new Map<string, Tensor>();

  constructor(plan: Plan, options: EvaluateOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  writeState(state: TensorMap): Promise<void> {
    return promised(() => {
      for (const [name, tensor] of Object.entries(state)) {
        matchTensor(`state ${name}`, tensor, expectPresent(this.#plan.state[name], `state ${name}`), null);
        this.#state.set(name, copyTensor(tensor));
      }
    });
  }

  readState(names: readonly string[] = Object.keys(this.#plan.state)): Promise<TensorMap> {
    return promised(() => Object.fromEntries(names.map((name) => [name, copyTensor(this.#stateOf(name))])));
  }

  loadResident(name: string, tensor: Tensor): Promise<void> {
    this.#resident.set(name, tensor);
    return Promise.resolve();
  }

  run(program: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    return promised(() => {
      const bound = bindProgram(this.#plan, program);
      bindFeeds(bound, steps, feeds);
      const results: TensorMap[] = [];
      for (let step = 0; step < steps; step += 1) results.push(this.#runStep(bound, step, feeds));
      return stackSteps(results);
    });
  }

  place(): Promise<null> {
    return Promise.resolve(null);
  }

  close(): Promise<void> {
    this.#state.clear();
    this.#resident.clear();
    return Promise.resolve();
  }

  #runStep(bound: BoundProgram, step: number, feeds: TensorMap): TensorMap {
    const inputs = [
      ...bound.read.map(({ name }) => [name, this.#stateOf(name)] as const),
      ...findResident(bound, this.#resident),
      ...Object.entries(feeds).map(([name, tensor]) => [name, sliceAt(tensor, step)] as const),
    ];
    const numbers = Object.fromEntries(inputs.map(([name, tensor]) => [name, numbersFrom(tensor)]));
    const outputs = evaluateGraph(bound.program.graph, numbers, this.#options);
    const tensorOf = ({ name }: NamedValue): Tensor => tensorFrom(expectPresent(outputs[name], `output ${name}`));
    for (const output of bound.written) this.#state.set(output.name, tensorOf(output));
    return Object.fromEntries(bound.results.map((output) => [output.name, tensorOf(output)]));
  }

  #stateOf(name: string): Tensor {
    return expectPresent(this.#state.get(name), `state ${name}`);
  }
}
