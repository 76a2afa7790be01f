/** Every initializer there is. To add one: a file here and a line below. */
import { elementCount, type Tensor } from '../../graph/tensor.ts';
import { RandomStream } from '../random/stream.ts';
import { glorotNormal } from './glorot-normal.ts';
import { glorotUniform } from './glorot-uniform.ts';
import { heNormal } from './he-normal.ts';
import { heUniform } from './he-uniform.ts';
import { lecunNormal } from './lecun-normal.ts';
import { lecunUniform } from './lecun-uniform.ts';
import { ones } from './ones.ts';
import { orthogonal } from './orthogonal.ts';
import { randomNormal } from './random-normal.ts';
import { randomUniform } from './random-uniform.ts';
import { truncatedNormal } from './truncated-normal.ts';
import { zeros } from './zeros.ts';
import type { Fans, InitializerDefinition } from './definition.ts';

const definitions = {
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  zeros,
};

export type InitializerName = keyof typeof definitions;

export const initializers: Readonly<Record<InitializerName, InitializerDefinition>> = definitions;

export const initializerNames = Object.keys(definitions) as readonly InitializerName[];

/** The first values of a parameter: a function of the seed and the parameter's name, whatever else the model holds. */
export function initialTensor(
  initializer: InitializerName,
  name: string,
  shape: readonly number[],
  fans: Fans,
  seed: number,
): Tensor {
  const sample = initializers[initializer].sampler(new RandomStream(seed, `initialize ${name}`), fans, shape);
  const data = new Float32Array(elementCount(shape));
  for (let index = 0; index < data.length; index += 1) data[index] = sample();
  return { dtype: 'float32', shape, data };
}
