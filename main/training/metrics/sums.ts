/** The sums over a batch that metrics are made of, each row counted by its weight. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { meanPerRow } from '../losses/per-row.ts';
import type { BatchSum, MetricContext } from './definition.ts';

/** A label counts as found from this probability on. */
const labelThreshold = 0.5;

function sumOf(key: string, build: BatchSum['build']): BatchSum {
  return { kind: 'sum', key, build };
}

/** float32 []. */
export const weight = sumOf('weight', ({ builder, weights }) => builder.reduceSum(weights, [0]));

/** float32 []: rows whose class is the predicted one; of labels, the share of them that is judged rightly. */
export const correct = sumOf('correct', (context) => {
  const { builder, output, targets } = context;
  if (isOfClasses(context)) {
    return total(context, builder.cast(builder.equal(builder.argMax(output), targets), 'float32'));
  }
  const { predicted: taken, actual: there } = memberships(context);
  return total(context, meanPerRow(builder, builder.cast(builder.equal(taken, there), 'float32')));
});

/** float32 []: rows in which fewer than k classes have a higher output than the true one. */
export function correctTop(k: number): BatchSum {
  return sumOf(`correctTop${k}`, (context) => {
    const { builder, output } = context;
    const ahead = builder.reduceSum(builder.cast(builder.greater(output, ofTruth(context)), 'float32'), [1]);
    return total(context, builder.cast(builder.greater(builder.scalar(k), ahead), 'float32'));
  });
}

/** float32 [classes] or [labels]: rows taken for it that are of it. */
export const truePositives = sumOf('truePositives', (context) => {
  const { predicted: taken, actual: there } = memberships(context);
  return byColumn(context, context.builder.multiply(taken, there));
});
/** float32 [classes] or [labels]: rows taken for it. */
export const predicted = sumOf('predicted', (context) => byColumn(context, memberships(context).predicted));
/** float32 [classes] or [labels]: rows that are of it. */
export const actual = sumOf('actual', (context) => byColumn(context, memberships(context).actual));

/** float32 []: of probabilities, −log of the true class's, which counts as float32's epsilon at least. */
export const logLossSum = sumOf('logLoss', (context) => {
  const { builder } = context;
  const least = builder.scalar(2 ** -23);
  const chosen = builder.reshape(ofTruth(context), ['batch']);
  return total(context, builder.negate(builder.log(builder.maximum(chosen, least))));
});

/** float32 [outputs]. */
export const squaredError = sumOf('squaredError', (context) =>
  byColumn(context, square(context.builder, errors(context))),
);
/** float32 [outputs]. */
export const absoluteError = sumOf('absoluteError', (context) =>
  byColumn(context, context.builder.abs(errors(context))),
);
/** float32 [outputs]: targets less their centres. */
export const target = sumOf('target', (context) => byColumn(context, centred(context)));
/** float32 [outputs]: squares of targets less their centres. */
export const squaredTarget = sumOf('squaredTarget', (context) =>
  byColumn(context, square(context.builder, centred(context))),
);

function isOfClasses({ targets }: MetricContext): boolean {
  return targets.type.dtype === 'int32';
}

function errors({ builder, output, targets }: MetricContext): Value {
  return builder.subtract(output, targets);
}

function centred({ builder, targets, centers }: MetricContext): Value {
  if (centers.every((center) => center === 0)) return targets;
  const data = Float32Array.from(centers);
  return builder.subtract(targets, builder.constant({ dtype: 'float32', shape: [data.length], data }));
}

function square(builder: GraphBuilder, value: Value): Value {
  return builder.multiply(value, value);
}

/** Weighted sum of float32 [batch]. */
function total({ builder, weights }: MetricContext, values: Value): Value {
  return builder.reduceSum(builder.multiply(values, weights), [0]);
}

/** Weighted sums of float32 [batch, width]: [width]. */
function byColumn({ builder, weights }: MetricContext, values: Value): Value {
  return builder.reduceSum(builder.multiply(values, builder.reshape(weights, ['batch', 1])), [0]);
}

function widthOf({ output }: MetricContext): number {
  const width = output.type.shape[1];
  if (typeof width !== 'number') throw new RangeError('metrics need a known number of outputs');
  return width;
}

/** float32 [batch, 1]: the output of the true class. */
function ofTruth(context: MetricContext): Value {
  const { builder, output, targets } = context;
  const hot = builder.oneHot(targets, widthOf(context));
  return builder.reduceSum(builder.multiply(hot, output), [1], { keepDimensions: true });
}

/** float32 [batch, classes or labels] of 0 and 1. Of classes with the same output, the first is the predicted one. */
function memberships(context: MetricContext): { readonly predicted: Value; readonly actual: Value } {
  const { builder, output, targets } = context;
  if (isOfClasses(context)) {
    const width = widthOf(context);
    return { predicted: builder.oneHot(builder.argMax(output), width), actual: builder.oneHot(targets, width) };
  }
  const above = (values: Value): Value =>
    builder.cast(builder.greaterEqual(values, builder.scalar(labelThreshold)), 'float32');
  return { predicted: above(output), actual: above(targets) };
}
