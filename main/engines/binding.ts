/** The roles of a program's inputs and outputs, and the checks that every engine makes on what it is fed. */
import { BugError } from '../base/errors.ts';
import { elementCount, formatType, type Shape, type Tensor, type TensorMap, type TensorType } from '../graph/tensor.ts';
import type { NamedValue } from '../graph/ir.ts';
import type { Plan, Program, ProgramName } from '../graph/plan.ts';

export interface BoundProgram {
  readonly name: ProgramName;
  readonly program: Program;
  /** State that the program writes, by name; it may read it too. */
  readonly written: readonly NamedValue[];
  /** State that the program reads. */
  readonly read: readonly NamedValue[];
  readonly resident: readonly NamedValue[];
  readonly fed: readonly NamedValue[];
  /** Outputs that are given back. */
  readonly results: readonly NamedValue[];
}

export function bindProgram(plan: Plan, name: ProgramName): BoundProgram {
  const program = plan.programs[name];
  if (program === undefined) throw new BugError(`the plan has no program ${name}`);
  const { inputs, outputs } = program.graph;
  const state = new Set(program.state);
  const resident = new Set(program.resident);
  return {
    name,
    program,
    written: outputs.filter((output) => state.has(output.name)),
    read: inputs.filter((input) => state.has(input.name)),
    resident: inputs.filter((input) => resident.has(input.name)),
    fed: inputs.filter((input) => !state.has(input.name) && !resident.has(input.name)),
    results: outputs.filter((output) => !state.has(output.name)),
  };
}

/** Checks what a program is fed for `steps` steps and finds the batch size: null where nothing fed has a batch. */
export function bindFeeds(bound: BoundProgram, steps: number, feeds: TensorMap): number | null {
  if (!Number.isInteger(steps) || steps < 1) throw new BugError(`program ${bound.name} cannot run ${steps} steps`);
  const unknown = Object.keys(feeds).find((name) => !bound.fed.some((input) => input.name === name));
  if (unknown !== undefined) throw new BugError(`program ${bound.name} has no fed input ${unknown}`);
  let batch: number | null = null;
  for (const { name, value } of bound.fed) {
    const tensor = feeds[name];
    if (tensor === undefined) throw new BugError(`program ${bound.name} is not fed its input ${name}`);
    const { dtype, shape } = value.type;
    batch = matchTensor(`feed ${name} of ${bound.name}`, tensor, { dtype, shape: [steps, ...shape] }, batch);
  }
  return batch;
}

/** The resident tensors that a program names, checked. */
export function findResident(bound: BoundProgram, resident: ReadonlyMap<string, Tensor>): [string, Tensor][] {
  return bound.resident.map(({ name, value }) => {
    const tensor = expectPresent(resident.get(name), `resident ${name}`);
    matchTensor(`resident ${name}`, tensor, value.type, null);
    return [name, tensor];
  });
}

/** Throws BugError unless the tensor is of the type, `batch` standing for one size; returns that size once known. */
export function matchTensor(what: string, tensor: Tensor, type: TensorType, batch: number | null): number | null {
  let size = batch;
  const fits =
    tensor.dtype === type.dtype &&
    tensor.shape.length === type.shape.length &&
    type.shape.every((dim, axis) => {
      if (dim !== 'batch') return tensor.shape[axis] === dim;
      size ??= tensor.shape[axis] ?? null;
      // A batch has at least one row.
      return tensor.shape[axis] === size && size !== 0;
    });
  if (!fits || tensor.data.length !== elementCount(tensor.shape)) {
    const found = `${formatType(tensor)} of ${tensor.data.length} elements`;
    const expected = formatType({
      dtype: type.dtype,
      shape: type.shape.map((dim) => (dim === 'batch' ? (size ?? dim) : dim)),
    });
    throw new BugError(`${what} is ${found}, expected ${expected}`);
  }
  return size;
}

/** The concrete shape of a value. A graph that nothing with a batch is fed to cannot know its size. */
export function concreteShape(shape: Shape, batch: number | null): number[] {
  return shape.map((dim) => {
    if (dim !== 'batch') return dim;
    if (batch === null) throw new BugError('a shape depends on the batch, and nothing that is fed has one');
    return batch;
  });
}

/** A view of one slice along the leading axis. */
export function sliceAt(tensor: Tensor, step: number): Tensor {
  const shape = tensor.shape.slice(1);
  const length = elementCount(shape);
  return { dtype: tensor.dtype, shape, data: tensor.data.subarray(step * length, (step + 1) * length) };
}

export function copyTensor(tensor: Tensor): Tensor {
  return { dtype: tensor.dtype, shape: [...tensor.shape], data: tensor.data.slice() };
}

/** What a session without its state or its resident tensors says. */
export function expectPresent<Item>(item: Item | undefined, what: string): Item {
  if (item === undefined) throw new BugError(`${what} has not been given to the session`);
  return item;
}
