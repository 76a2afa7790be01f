/**
 * A plan is named programs over one named state. It is all that an engine is ever given:
 * layers, losses and optimizers have dissolved into ops by then.
 */
import type { Graph } from './ir.ts';
import type { TensorType } from './tensor.ts';

/**
 * `step` trains on one batch; `gradients` and `apply` are its two halves (accumulation, data parallelism), and a plan
 * that accumulates has no `step`; `average` takes the weights into their average; `evaluate` gives a batch's metric sums;
 * `predict` gives the model's outputs.
 */
export type ProgramName = 'step' | 'gradients' | 'apply' | 'average' | 'evaluate' | 'predict';

/**
 * A graph and the role of each of its inputs and outputs.
 *
 * - State inputs and outputs share a name: an input `parameters/dense_1/kernel` is read before the program runs,
 *   and where an output of the same name exists, it replaces that state afterwards.
 * - Resident inputs are loaded once (`loadResident`) and stay: the data set.
 * - Every other input is fed at each step, every other output is given back at each step.
 */
export interface Program {
  readonly graph: Graph;
  readonly state: readonly string[];
  readonly resident: readonly string[];
}

export interface Plan {
  /** Every name of the state that any program reads or writes, with its type (no `batch` dimension). */
  readonly state: Readonly<Record<string, TensorType>>;
  readonly programs: Readonly<Partial<Record<ProgramName, Program>>>;
}
