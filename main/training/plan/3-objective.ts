/** What a batch is judged by: its loss, and the sums that its metrics are made of. */
import type { Value } from '../../graph/ir.ts';
import { losses } from '../losses/registry.ts';
import { feedNames, type SumMetric } from '../loop/training-program.ts';
import { metrics, type MetricType } from '../metrics/registry.ts';
import { batchSums } from '../metrics/sums.ts';
import type { SumName } from '../metrics/definition.ts';
import type { Forward } from './2-forward.ts';
import { residentTargets, type PlanRequest } from './request.ts';

const lossSum = 'sums/loss';

function sumOutput(name: SumName): string {
  return `sums/${name}`;
}

/** Adds loss and sums to the graph, gives out the sums, and returns the batch's mean loss, float32 []. */
export function buildObjective({ builder, rows, output }: Forward, request: PlanRequest): Value {
  const weights = builder.input(feedNames.weights, { dtype: 'float32', shape: ['batch'] });
  const targets = builder.withScope('data', () => builder.gather(builder.input(...targetInput(request)), rows));
  const weight = builder.withScope('metrics', () => builder.reduceSum(weights, [0]));
  const loss = builder.withScope('loss', () => {
    const sum = builder.reduceSum(
      builder.multiply(losses[request.loss].build({ builder, output, targets }), weights),
      [0],
    );
    builder.output(lossSum, sum);
    return builder.divide(sum, weight);
  });
  builder.withScope('metrics', () => {
    for (const name of sumNames(request.metrics)) {
      builder.output(
        sumOutput(name),
        name === 'weight' ? weight : batchSums[name]({ builder, output: output.value, targets, weights }),
      );
    }
  });
  return loss;
}

function targetInput({ data: { rows, target } }: PlanRequest): Parameters<Forward['builder']['input']> {
  return target.kind === 'categorical'
    ? [residentTargets, { dtype: 'int32', shape: [rows] }]
    : [residentTargets, { dtype: 'float32', shape: [rows, target.outputs] }];
}

function sumNames(types: readonly MetricType[]): SumName[] {
  return [...new Set<SumName>(['weight', ...types.flatMap((type) => metrics[type].sums)])];
}

/** How the loop turns the sums of an epoch into its results: the loss first. */
export function sumMetrics({ metrics: types, data: { target } }: PlanRequest): SumMetric[] {
  const targetScale = target.kind === 'regression' ? target.scale : 1;
  const loss: SumMetric = {
    name: 'loss',
    sums: [lossSum, sumOutput('weight')],
    better: 'lower',
    finish: ([sum, weight]) => (sum?.[0] ?? Number.NaN) / (weight?.[0] ?? Number.NaN),
  };
  return [
    loss,
    ...types.map((name): SumMetric => {
      const { sums, better, finish } = metrics[name];
      return {
        name,
        sums: sums.map(sumOutput),
        better,
        finish: (values) =>
          finish({ targetScale, sum: (sum) => values[sums.indexOf(sum)] ?? Float64Array.of(Number.NaN) }),
      };
    }),
  ];
}
