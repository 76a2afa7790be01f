/**
 * How state lies in the engine. Small networks keep all parameters in one vector, since there the number of ops is
 * what costs (0.19 against 0.30 ms an epoch on iris); large ones keep their large tensors apart, since there copying is.
 */
import { BugError } from '../../base/errors.ts';
import { elementCount, type Tensor, type TensorMap, type TensorType } from '../../graph/tensor.ts';
import type { ModelParameter } from '../../models/build.ts';

/** Up to here one flat vector is faster; measured at 4,700 and 670,000, so the limit is between. */
const mostFlat = 50_000;
/** In larger networks too, tensors up to here are one flat vector: vectors of biases and of normalization, mostly. */
const mostFlatMember = 4096;

export interface GroupMember {
  readonly parameter: ModelParameter;
  /** First element in the group's tensor. */
  readonly offset: number;
  readonly length: number;
}

/** One tensor of state, with one parameter or with many end to end. */
export interface ParameterGroup {
  /** `parameters/dense_1/kernel`, or `flat`. */
  readonly name: string;
  readonly flat: boolean;
  readonly type: TensorType;
  readonly members: readonly GroupMember[];
}

/** What there is beside the parameters. */
export interface StateExtent {
  /** Names of what the optimizer remembers for each parameter, and for the whole step. */
  readonly slots: readonly string[];
  readonly scalars: readonly string[];
  /** How many sums of gradients grow between two updates; 0: every batch is an update. */
  readonly accumulators: number;
  /** Whether there is an average of the parameters. */
  readonly averaged: boolean;
  /** Keys of parameters that are not trainable and yet change: running statistics. They are averaged too. */
  readonly running: readonly string[];
}

export interface StateLayout extends StateExtent {
  /** Of trainable parameters: what the optimizer updates. */
  readonly groups: readonly ParameterGroup[];
  /** Kept as they are, a tensor each. */
  readonly fixed: readonly ModelParameter[];
}

export const scalarType: TensorType = { dtype: 'float32', shape: [] };

export function layOut(parameters: readonly ModelParameter[], extent: StateExtent): StateLayout {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const fixed = parameters.filter((parameter) => !parameter.trainable);
  const total = trainable.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const isJoined = ({ shape }: ModelParameter): boolean => total <= mostFlat || elementCount(shape) <= mostFlatMember;
  const joined = trainable.filter(isJoined);
  const alone = joined.length > 1 ? trainable.filter((parameter) => !isJoined(parameter)) : trainable;
  const groups = [...(joined.length > 1 ? [flatGroup(joined)] : []), ...alone.map(ownGroup)];
  return { ...extent, groups, fixed };
}

function flatGroup(parameters: readonly ModelParameter[]): ParameterGroup {
  let offset = 0;
  const members = parameters.map((parameter): GroupMember => {
    const length = elementCount(parameter.shape);
    const member = { parameter, offset, length };
    offset += length;
    return member;
  });
  return { name: 'flat', flat: true, type: { dtype: 'float32', shape: [offset] }, members };
}

function ownGroup(parameter: ModelParameter): ParameterGroup {
  const { key, shape } = parameter;
  const length = elementCount(shape);
  return { name: key, flat: false, type: { dtype: 'float32', shape }, members: [{ parameter, offset: 0, length }] };
}

/** Name in the engine's state of what is remembered for a group. */
export function slotName(slot: string, group: string): string {
  return `optimizer/${slot}/${withoutPrefix(group)}`;
}

export function scalarName(scalar: string): string {
  return `optimizer/${scalar}`;
}

/** Name of the average of a group, or of a parameter: `average/dense_1/kernel`. */
export function averageName(name: string): string {
  return `average/${withoutPrefix(name)}`;
}

/** Name of one of the sums of a group's gradients. Nothing is left in them between two epochs: no checkpoint has them. */
export function accumulatorName(index: number, group: string): string {
  return `accumulated/${index}/${withoutPrefix(group)}`;
}

/** Name of what that sum is to be divided by. */
export function divisorName(index: number): string {
  return `accumulated/${index}`;
}

/** Canonical names do not say twice what they belong to: `optimizer/momentum/dense_1/kernel`. */
function withoutPrefix(key: string): string {
  return key.replace(/^parameters\//u, '');
}

/** Every tensor of the engine's state. */
export function stateTypes(layout: StateLayout): Record<string, TensorType> {
  const types: Record<string, TensorType> = {};
  for (const { name, type } of layout.groups) {
    types[name] = type;
    for (const slot of layout.slots) types[slotName(slot, name)] = type;
    if (layout.averaged) types[averageName(name)] = type;
  }
  for (const { key, shape } of layout.fixed) {
    types[key] = { dtype: 'float32', shape };
    if (isAveraged(layout, key)) types[averageName(key)] = { dtype: 'float32', shape };
  }
  for (const scalar of layout.scalars) types[scalarName(scalar)] = scalarType;
  return { ...types, ...accumulatorTypes(layout) };
}

function accumulatorTypes({ accumulators, groups }: StateLayout): Record<string, TensorType> {
  const types: Record<string, TensorType> = {};
  for (let index = 0; index < accumulators; index += 1) {
    for (const { name, type } of groups) types[accumulatorName(index, name)] = type;
    types[divisorName(index)] = scalarType;
  }
  return types;
}

/** Whether a parameter that is not trainable has an average. */
export function isAveraged({ averaged, running }: StateLayout, key: string): boolean {
  return averaged && running.includes(key);
}

/** Pairs of names: a group's tensor in the engine, and for each member the canonical tensor. */
function groupTensors({
  groups,
  slots,
  averaged,
}: StateLayout): { own: string; group: ParameterGroup; canonical: string[] }[] {
  return groups.flatMap((group) => [
    { own: group.name, group, canonical: group.members.map(({ parameter }) => parameter.key) },
    ...slots.map((slot) => ({
      own: slotName(slot, group.name),
      group,
      canonical: group.members.map(({ parameter }) => slotName(slot, parameter.key)),
    })),
    ...(averaged
      ? [
          {
            own: averageName(group.name),
            group,
            canonical: group.members.map(({ parameter }) => averageName(parameter.key)),
          },
        ]
      : []),
  ]);
}

function untouched(layout: StateLayout): string[] {
  const { fixed, scalars } = layout;
  const averages = fixed.filter(({ key }) => isAveraged(layout, key)).map(({ key }) => averageName(key));
  return [...fixed.map(({ key }) => key), ...averages, ...scalars.map(scalarName)];
}

/** Every tensor of a checkpoint, by canonical name. */
export function canonicalTypes(layout: StateLayout): Record<string, TensorType> {
  const types: Record<string, TensorType> = {};
  for (const { group, canonical } of groupTensors(layout)) {
    group.members.forEach(({ parameter: { shape } }, index) => {
      types[canonical[index] ?? ''] = { dtype: 'float32', shape };
    });
  }
  const own = stateTypes(layout);
  for (const name of untouched(layout)) types[name] = own[name] ?? scalarType;
  return types;
}

/** From canonical tensors, one per parameter, to the engine's state. */
export function packState(layout: StateLayout, canonical: TensorMap): TensorMap {
  const packed: Record<string, Tensor> = {};
  for (const { own, group, canonical: names } of groupTensors(layout)) {
    const data = new Float32Array(elementCount(group.type.shape as readonly number[]));
    group.members.forEach((member, index) => {
      data.set(tensorNamed(canonical, names[index] ?? '').data, member.offset);
    });
    packed[own] = { dtype: 'float32', shape: group.type.shape as readonly number[], data };
  }
  for (const name of untouched(layout)) packed[name] = tensorNamed(canonical, name);
  for (const [name, { shape }] of Object.entries(accumulatorTypes(layout))) packed[name] = zeros(shape as number[]);
  return packed;
}

/** From the engine's state to canonical tensors. */
export function unpackState(layout: StateLayout, state: TensorMap): TensorMap {
  const canonical: Record<string, Tensor> = {};
  for (const { own, group, canonical: names } of groupTensors(layout)) {
    const { data } = tensorNamed(state, own);
    group.members.forEach(({ parameter, offset, length }, index) => {
      const part = data.slice(offset, offset + length);
      canonical[names[index] ?? ''] = { dtype: 'float32', shape: parameter.shape, data: part };
    });
  }
  for (const name of untouched(layout)) canonical[name] = tensorNamed(state, name);
  return canonical;
}

/** Zeros for all that the optimizer remembers and the parameters as their own average, by canonical name. */
export function initialMemory(layout: StateLayout, parameters: TensorMap): TensorMap {
  const { groups, fixed, slots, scalars, averaged } = layout;
  const state: Record<string, Tensor> = {};
  const average = (key: string): void => {
    state[averageName(key)] = tensorNamed(parameters, key);
  };
  for (const { parameter } of groups.flatMap(({ members }) => members)) {
    for (const slot of slots) state[slotName(slot, parameter.key)] = zeros(parameter.shape);
    if (averaged) average(parameter.key);
  }
  for (const { key } of fixed) if (isAveraged(layout, key)) average(key);
  for (const scalar of scalars) state[scalarName(scalar)] = zeros([]);
  return state;
}

function zeros(shape: readonly number[]): Tensor {
  return { dtype: 'float32', shape, data: new Float32Array(elementCount(shape)) };
}

function tensorNamed(tensors: TensorMap, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new BugError(`the state has no ${name}`);
  return tensor;
}
