/**
 * Orthogonal: a random rotation, or as much of one as fits, so that signals keep their length through linear layers.
 *
 * Formula: Q of the decomposition A = QR with positive diagonal of R, A standard normal; evenly distributed over all
 * orthogonal matrices. As a matrix the parameter is [first axis, all others]; the shorter side's vectors are orthonormal.
 * Arguments: none.
 * Shapes: any; a vector has length 1. Takes time by (longer side)·(shorter side)².
 * Errors: none.
 * Source: Saxe, McClelland and Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning in Deep Linear Neural
 * Networks, 2013, https://arxiv.org/abs/1312.6120; the sign as in Mezzadri, How to Generate Random Matrices from the
 * Classical Compact Groups, 2007, https://arxiv.org/abs/math-ph/0609050; as `torch.nn.init.orthogonal_` and, for dense
 * kernels, Keras' OrthogonalInitializer.
 */
import { elementCount } from '../../graph/tensor.ts';
import type { RandomStream } from '../random/stream.ts';
import type { InitializerDefinition } from './definition.ts';

export const orthogonal: InitializerDefinition = {
  formula: 'Q of A = QR, A ~ N(0, 1)',
  sampler: (stream, _, shape) => {
    const rows = shape.length < 2 ? 1 : (shape[0] ?? 1);
    const columns = elementCount(shape) / rows;
    const tall = rows > columns;
    const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), stream);
    let next = 0;
    return () => {
      const [row, column] = [Math.floor(next / columns), next % columns];
      next += 1;
      return (tall ? vectors[column]?.[row] : vectors[row]?.[column]) ?? Number.NaN;
    };
  },
};

/**
 * `count` vectors of a length of at least as many elements, by Gram and Schmidt's process in its modified form: each is a
 * normal vector less its shadows on those before it, scaled to length 1, which leaves a positive diagonal in R. What it
 * loses, some 1e-16 times the condition of A (Björck 1967), is far below a rounding of float32.
 */
function orthonormal(count: number, length: number, stream: RandomStream): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    for (const other of vectors) addScaled(vector, other, -dot(vector, other));
    const norm = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((element) => element / norm));
  }
  return vectors;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, added: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) {
    target[index] = (target[index] ?? 0) + (added[index] ?? 0) * factor;
  }
}
