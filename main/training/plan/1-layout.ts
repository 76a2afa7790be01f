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

export interface StateLayout {
  /** Of trainable parameters: what the optimizer updates. */
  readonly groups: readonly ParameterGroup[];
  /** Kept as they are, a tensor each. */
  readonly fixed: readonly ModelParameter[];
  readonly slots: readonly string[];
  readonly scalars: readonly string[];
}

const scalarType: TensorType = { dtype: 'float32', shape: [] };

export function layOut(
  parameters: readonly ModelParameter[],
  slots: readonly string[],
  scalars: readonly string[],
): StateLayout {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const fixed = parameters.filter((parameter) => !parameter.trainable);
  const total = trainable.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const isJoined = ({ shape }: ModelParameter): boolean => total <= mostFlat || elementCount(shape) <= mostFlatMember;
  const joined = trainable.filter(isJoined);
  const alone = joined.length > 1 ? trainable.filter((parameter) => !isJoined(parameter)) : trainable;
  const groups = [...(joined.length > 1 ? [flatGroup(joined)] : []), ...alone.map(ownGroup)];
  return { groups, fixed, slots, scalars };
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
  }
  for (const { key, shape } of layout.fixed) types[key] = { dtype: 'float32', shape };
  for (const scalar of layout.scalars) types[scalarName(scalar)] = scalarType;
  return types;
}

/** Pairs of names: a group's tensor in the engine, and for each member the canonical tensor. */
function groupTensors({ groups, slots }: StateLayout): { own: string; group: ParameterGroup; canonical: string[] }[] {
  return groups.flatMap((group) => [
    { own: group.name, group, canonical: group.members.map(({ parameter }) => parameter.key) },
    ...slots.map((slot) => ({
      own: slotName(slot, group.name),
      group,
      canonical: group.members.map(({ parameter }) => slotName(slot, parameter.key)),
    })),
  ]);
}

function untouched({ fixed, scalars }: StateLayout): string[] {
  return [...fixed.map(({ key }) => key), ...scalars.map(scalarName)];
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

/** Zeros for all that the optimizer remembers, by canonical name. */
export function initialOptimizerState({ groups, slots, scalars }: StateLayout): TensorMap {
  const state: Record<string, Tensor> = {};
  for (const { members } of groups) {
    for (const { parameter, length } of members) {
      for (const slot of slots) {
        const data = new Float32Array(length);
        state[slotName(slot, parameter.key)] = { dtype: 'float32', shape: parameter.shape, data };
      }
    }
  }
  for (const scalar of scalars) state[scalarName(scalar)] = { dtype: 'float32', shape: [], data: new Float32Array(1) };
  return state;
}

function tensorNamed(tensors: TensorMap, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new BugError(`the state has no ${name}`);
  return tensor;
}
