/** Reading images between their pixels in TensorFlow.js: the four pixels around each place are gathered by number. */
import type { GridSampleAttributes } from '../../graph/ops/grid-sample.ts';
import type { Kernels, TensorflowLibrary, TensorflowTensor } from './kernel.ts';

type Tensor = TensorflowTensor;

export const samplingKernels: Kernels<'gridSample'> = {
  gridSample: (tf, [images, grid], { attributes: { outside } }, [shape]) => {
    const [batch = 1, channels = 1, height = 1, width = 1] = images.shape;
    const [, , rows = 1, columns = 1] = shape;
    const along = (axis: number, size: number): Tensor => {
      const given = tf.reshape(tf.slice(grid, [0, 0, 0, axis], [batch, rows, columns, 1]), [batch, rows * columns]);
      return inside(tf, tf.div(tf.sub(tf.mul(tf.add(given, 1), size), 1), 2), size, outside);
    };
    const [x, y] = [along(0, width), along(1, height)];
    const [left, top] = [tf.floor(x), tf.floor(y)];
    // [batch · height · width, channels], so that a pixel is a row.
    const pixels = tf.reshape(tf.transpose(images, [0, 2, 3, 1]), [batch * height * width, channels]);
    const first = tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, 1]);
    const tap = (line: Tensor, across: Tensor, column: Tensor, share: Tensor): Tensor => {
      const met = tf.logicalAnd(within(tf, line, height), within(tf, column, width));
      // float32 cannot number the pixels of a large batch.
      const whole = (place: Tensor, size: number): Tensor => tf.cast(clamp(tf, place, size), 'int32');
      const inImage = tf.add(tf.mul(whole(line, height), tf.scalar(width, 'int32')), whole(column, width));
      const numbers = tf.add(tf.mul(first, tf.scalar(height * width, 'int32')), inImage);
      const weight = tf.mul(tf.cast(met, 'float32'), tf.mul(across, share));
      return tf.mul(tf.gather(pixels, numbers), tf.expandDims(weight, -1));
    };
    const [right, bottom] = [tf.add(left, 1), tf.add(top, 1)];
    const [xShare, yShare] = [tf.sub(x, left), tf.sub(y, top)];
    const sum = tf.addN([
      tap(top, tf.sub(1, yShare), left, tf.sub(1, xShare)),
      tap(top, tf.sub(1, yShare), right, xShare),
      tap(bottom, yShare, left, tf.sub(1, xShare)),
      tap(bottom, yShare, right, xShare),
    ]);
    return [tf.reshape(tf.transpose(sum, [0, 2, 1]), [...shape])];
  },
};

function inside(tf: TensorflowLibrary, place: Tensor, size: number, outside: GridSampleAttributes['outside']): Tensor {
  if (outside === 'zero') return place;
  if (outside === 'nearest') return clamp(tf, place, size);
  const shifted = tf.add(place, 0.5);
  const period = tf.sub(shifted, tf.mul(tf.floor(tf.div(shifted, 2 * size)), 2 * size));
  return clamp(tf, tf.sub(tf.minimum(period, tf.sub(2 * size, period)), 0.5), size);
}

function within(tf: TensorflowLibrary, place: Tensor, size: number): Tensor {
  return tf.logicalAnd(tf.greaterEqual(place, 0), tf.less(place, size));
}

function clamp(tf: TensorflowLibrary, place: Tensor, size: number): Tensor {
  return tf.minimum(tf.maximum(place, 0), size - 1);
}
