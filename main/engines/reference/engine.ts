/** The reference engine: the interpreter behind the interface that training knows. */
import { verifyPlan } from '../../graph/verify.ts';
import type { Tensor, TensorMap } from '../../graph/tensor.ts';
import { bindFeeds, bindProgram, copyTensor, expectPresent, findResident, matchTensor, sliceAt } from '../binding.ts';
import { expectDevice } from '../refusals.ts';
import { stackSteps } from '../steps.ts';
import { evaluateGraph, type EvaluateOptions } from './evaluate.ts';
import { numbersFrom, tensorFrom } from './numbers.ts';
import type { Engine, EngineReport, EngineSession, SessionOptions } from '../../graph/engine.ts';
import type { Plan, ProgramName } from '../../graph/plan.ts';

/** Raised when the meaning of the arithmetic changes, so that checkpoints tell the difference. */
const REVISION = 1;

const report: EngineReport = {
  id: 'reference',
  state: 'ready',
  version: String(REVISION),
  devices: [{ id: 'cpu', name: 'CPU' }],
  detail: null,
};

/** `trace` is told every node's outputs in every run: how a NaN is traced to its step and op. */
export function referenceEngine(options: Pick<EvaluateOptions, 'trace'> = {}): Engine {
  return {
    id: 'reference',
    probe: () => Promise.resolve(report),
    open: (plan: Plan, { device }: SessionOptions) => {
      verifyPlan(plan);
      expectDevice(report, device);
      return Promise.resolve(new ReferenceSession(plan, options));
    },
  };
}

class ReferenceSession implements EngineSession {
  readonly lowering = `reference ${REVISION}`;
  readonly #plan: Plan;
  readonly #options: EvaluateOptions;
  readonly #state = new Map<string, Tensor>();
  readonly #resident = new Map<string, Tensor>();

  constructor(plan: Plan, options: EvaluateOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  writeState(state: TensorMap): Promise<void> {
    for (const [name, tensor] of Object.entries(state)) {
      matchTensor(`state ${name}`, tensor, expectPresent(this.#plan.state[name], `state ${name}`), null);
      this.#state.set(name, copyTensor(tensor));
    }
    return Promise.resolve();
  }

  readState(names: readonly string[] = Object.keys(this.#plan.state)): Promise<TensorMap> {
    return Promise.resolve(
      Object.fromEntries(
        names.map((name) => [name, copyTensor(expectPresent(this.#state.get(name), `state ${name}`))]),
      ),
    );
  }

  loadResident(name: string, tensor: Tensor): Promise<void> {
    this.#resident.set(name, tensor);
    return Promise.resolve();
  }

  run(program: ProgramName, steps: number, feeds: TensorMap): Promise<TensorMap> {
    const bound = bindProgram(this.#plan, program);
    bindFeeds(bound, steps, feeds);
    const results: TensorMap[] = [];
    for (let step = 0; step < steps; step += 1) {
      const inputs = [
        ...bound.read.map(({ name }) => [name, expectPresent(this.#state.get(name), `state ${name}`)] as const),
        ...findResident(bound, this.#resident),
        ...Object.entries(feeds).map(([name, tensor]) => [name, sliceAt(tensor, step)] as const),
      ];
      const numbers = Object.fromEntries(inputs.map(([name, tensor]) => [name, numbersFrom(tensor)]));
      const outputs = evaluateGraph(bound.program.graph, numbers, this.#options);
      const tensorOf = ({ name }: { name: string }): Tensor =>
        tensorFrom(expectPresent(outputs[name], `output ${name}`));
      for (const output of bound.written) this.#state.set(output.name, tensorOf(output));
      results.push(Object.fromEntries(bound.results.map((output) => [output.name, tensorOf(output)])));
    }
    return Promise.resolve(stackSteps(results));
  }

  close(): Promise<void> {
    this.#state.clear();
    this.#resident.clear();
    return Promise.resolve();
  }
}
