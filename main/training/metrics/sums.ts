/** The sums over a batch that metrics are made of, each weighted by its row's weight. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { meanPerRow } from '../losses/per-row.ts';
import type { MetricContext, SumName } from './definition.ts';

/** Ranks that count as found for `topK`. */
const topRanks = 5;

/** float32 [] or [classes]. */
export const batchSums: Readonly<Record<SumName, (context: MetricContext) => Value>> = {
  weight: ({ builder, weights }) => builder.reduceSum(weights, [0]),
  correct: (context) => total(context, truth(context, predictedClass(context))),
  correctTop5: (context) => total(context, inTop(context)),
  truePositives: (context) => byClass(context, context.targets, truth(context, predictedClass(context))),
  predicted: (context) => byClass(context, predictedClass(context)),
  actual: (context) => byClass(context, context.targets),
  squaredError: (context) => total(context, meanPerRow(context.builder, square(context.builder, errors(context)))),
  absoluteError: (context) => total(context, meanPerRow(context.builder, context.builder.abs(errors(context)))),
  target: (context) => total(context, meanPerRow(context.builder, context.targets)),
  squaredTarget: (context) => total(context, meanPerRow(context.builder, square(context.builder, context.targets))),
};

function errors({ builder, output, targets }: MetricContext): Value {
  return builder.subtract(output, targets);
}

function square(builder: GraphBuilder, value: Value): Value {
  return builder.multiply(value, value);
}

/** Weighted sum of float32 [batch]. */
function total({ builder, weights }: MetricContext, values: Value): Value {
  return builder.reduceSum(builder.multiply(values, weights), [0]);
}

/** int32 [batch]: the class with the highest output, the first of equals. */
function predictedClass({ builder, output }: MetricContext): Value {
  return builder.argMax(output);
}

/** float32 [batch]: 1 where the class is the true one. */
function truth({ builder, targets }: MetricContext, classes: Value): Value {
  return builder.cast(builder.equal(classes, targets), 'float32');
}

/** float32 [classes]: weight of the rows of each class, of those that `included` (float32 [batch]) counts. */
function byClass({ builder, output, weights }: MetricContext, classes: Value, included?: Value): Value {
  const width = output.type.shape[1];
  if (typeof width !== 'number') throw new RangeError('metrics by class need a known number of classes');
  const counted = included === undefined ? weights : builder.multiply(included, weights);
  return builder.reduceSum(
    builder.multiply(builder.oneHot(classes, width), builder.reshape(counted, ['batch', 1])),
    [0],
  );
}

/** float32 [batch]: 1 where fewer than five classes have a higher output than the true one. */
function inTop({ builder, output, targets }: MetricContext): Value {
  const width = output.type.shape[1];
  if (typeof width !== 'number') throw new RangeError('top-k needs a known number of classes');
  const chosen = builder.reduceSum(builder.multiply(builder.oneHot(targets, width), output), [1], {
    keepDimensions: true,
  });
  const ahead = builder.reduceSum(builder.cast(builder.greater(output, chosen), 'float32'), [1]);
  return builder.cast(builder.greater(builder.scalar(topRanks), ahead), 'float32');
}
