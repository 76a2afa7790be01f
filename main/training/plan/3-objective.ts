/** What a batch is judged by: the loss of every output with the penalties, and the sums that metrics are made of. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { elementCount } from '../../graph/tensor.ts';
import { modelParameters } from '../../models/build.ts';
import type { LayerOutput } from '../../models/layers/definition.ts';
import { losses } from '../losses/registry.ts';
import { feedNames, type SumMetric } from '../loop/training-program.ts';
import type { MetricSpec } from '../metric-setting.ts';
import type { BatchSum, RowValues } from '../metrics/definition.ts';
import { metrics } from '../metrics/registry.ts';
import { weight as metricWeight } from '../metrics/sums.ts';
import type { Forward } from './2-forward.ts';
import type { Objective, PlanRequest } from './request.ts';

/** Sum of the weights, which every mean divides by. */
const weightSum = 'sums/weight';
/** The penalties times the sum of the weights, so that they are averaged like a loss. */
const penaltySum = 'sums/penalty';

/** What a mean divides by at the least: a batch whose rows all count nothing has no loss and teaches nothing. */
const leastWeight = 1e-30;

/** Its sums' names: `sums/correct`, or with several outputs `sums/price/squaredError`. */
function sumOutput({ name }: Objective, sum: string): string {
  if (sum === metricWeight.key) return weightSum;
  return name === null ? `sums/${sum}` : `sums/${name}/${sum}`;
}

/** Names of what is kept row by row: `rows/scores`, or with several outputs `rows/price/scores`. */
function rowsOutput({ name }: Objective, rows: string): string {
  return name === null ? `rows/${rows}` : `rows/${name}/${rows}`;
}

/** In the results of `predict`: `predictions`, or with several outputs `predictions/price`. */
export function predictionName({ name }: Objective): string {
  return name === null ? 'predictions' : `predictions/${name}`;
}

/** A loss over the rows of a batch before it is divided. */
export interface LossSum {
  /** Σ weight · loss, float32 []. */
  readonly sum: Value;
  /** What makes it a mean: the sum of the weights, float32 []. */
  readonly divisor: Value;
}

export interface BatchLoss {
  /** What the batch is trained on: means and penalties together, float32 []. */
  readonly loss: Value;
  /** What the means are made of, one for each divisor; without the penalties. */
  readonly sums: readonly LossSum[];
}

/** How many sums the loss of a batch is made of: those with class weights have a divisor each, all others share one. */
export function lossSumCount({ objectives }: PlanRequest): number {
  const own = objectives.filter(({ classWeights }) => classWeights !== null).length;
  return own + (own < objectives.length ? 1 : 0);
}

/** A sum by what makes it a mean; 0 where no row counts anything, which only weights from the data can bring about. */
export function meanOf(builder: GraphBuilder, { data }: PlanRequest, sum: Value, divisor: Value): Value {
  const isSafe = data.sampleWeights === undefined;
  return builder.divide(sum, isSafe ? divisor : builder.maximum(divisor, builder.scalar(leastWeight)));
}

/** Adds losses and sums to the graph, gives out the sums, and returns the batch's loss. */
export function buildObjectives(forward: Forward, request: PlanRequest): BatchLoss {
  const { builder } = forward;
  const weights = rowWeights(forward, request);
  const weight = builder.withScope('metrics', () => builder.reduceSum(weights, [0]));
  builder.output(weightSum, weight);
  const scaled = (objective: Objective, value: Value): Value =>
    objective.weight === 1 ? value : builder.multiply(value, builder.scalar(objective.weight));
  const sums: LossSum[] = [];
  const parts = request.objectives.map((objective) => {
    const { mean, sum, divisor } = buildObjective(forward, request, objective, weights, weight);
    const added = scaled(objective, sum);
    const shared = sums.findIndex((other) => other.divisor === divisor);
    const before = sums[shared];
    if (before === undefined) sums.push({ sum: added, divisor });
    else sums[shared] = { sum: builder.add(before.sum, added), divisor };
    return scaled(objective, mean);
  });
  const penalty = buildPenalty(forward, request);
  if (penalty !== null) {
    builder.output(penaltySum, builder.multiply(penalty, weight));
    parts.push(penalty);
  }
  const loss = builder.withScope('loss', () => parts.reduce((total, part) => builder.add(total, part)));
  return { loss, sums };
}

/** What is fed, times what the data say. */
function rowWeights({ builder, rows }: Forward, { data }: PlanRequest): Value {
  const fed = builder.input(feedNames.weights, { dtype: 'float32', shape: ['batch'] });
  const { sampleWeights } = data;
  if (sampleWeights === undefined) return fed;
  return builder.withScope('data', () => {
    const own = builder.gather(builder.input(sampleWeights, { dtype: 'float32', shape: [data.rows] }), rows);
    return builder.multiply(fed, own);
  });
}

/** The loss of one output: mean over the rows by their weights, which class weights change for the loss alone. */
function buildObjective(
  forward: Forward,
  request: PlanRequest,
  objective: Objective,
  weights: Value,
  weight: Value,
): LossSum & { readonly mean: Value } {
  const { builder } = forward;
  const { loss, classWeights } = objective;
  const targets = gatherTargets(forward, request, objective);
  const output = outputOf(forward, objective);
  const batch = builder.withScope('loss', () => {
    const { build } = losses[loss.type];
    const byRow = build({ builder, output, targets, options: loss.options });
    const own = classWeights === null ? weights : builder.multiply(weights, byClass(builder, classWeights, targets));
    const sum = builder.reduceSum(builder.multiply(byRow, own), [0]);
    builder.output(sumOutput(objective, 'loss'), sum);
    if (classWeights === null) return { sum, divisor: weight, mean: meanOf(builder, request, sum, weight) };
    const total = builder.reduceSum(own, [0]);
    builder.output(sumOutput(objective, 'lossWeight'), total);
    return { sum, divisor: total, mean: meanOf(builder, request, sum, total) };
  });
  builder.withScope('metrics', () => {
    const { target } = objective;
    const { centers = [] } = target.kind === 'categorical' ? {} : target;
    const context = { builder, output: readout(forward, objective), targets, weights, centers };
    for (const need of needsOf(objective.metrics)) {
      const name = need.kind === 'sum' ? sumOutput(objective, need.key) : rowsOutput(objective, need.key);
      if (name !== weightSum) builder.output(name, need.build(context));
    }
  });
  return batch;
}

function outputOf({ outputs }: Forward, objective: Objective): LayerOutput {
  const output = outputs.get(objective.output);
  if (output === undefined) throw new RangeError(`the model has no output ${objective.output}`);
  return output;
}

/** The output as metrics and people read it. */
export function readout(forward: Forward, objective: Objective): Value {
  const { builder } = forward;
  const output = outputOf(forward, objective);
  const read = losses[objective.loss.type].readout;
  if (read === undefined) return output.value;
  return builder.withScope('readout', () => read({ builder, output, options: objective.loss.options }));
}

function gatherTargets({ builder, rows }: Forward, { data }: PlanRequest, { target }: Objective): Value {
  return builder.withScope('data', () =>
    builder.gather(
      target.kind === 'categorical'
        ? builder.input(target.resident, { dtype: 'int32', shape: [data.rows] })
        : builder.input(target.resident, { dtype: 'float32', shape: [data.rows, target.outputs] }),
      rows,
    ),
  );
}

function byClass(builder: GraphBuilder, classWeights: readonly number[], targets: Value): Value {
  const data = Float32Array.from(classWeights);
  return builder.gather(builder.constant({ dtype: 'float32', shape: [data.length], data }), targets);
}

/**
 * `Σ l1·|w| + l2·w²` over all trainable parameters that have a penalty; null where none has. As Keras' L1L2, without the
 * half that some texts put before l2.
 */
export function buildPenalty(
  { builder, parameters }: Pick<Forward, 'builder' | 'parameters'>,
  { model }: PlanRequest,
): Value | null {
  const parts = modelParameters(model).flatMap(({ key, shape, trainable, penalty }): Value[] => {
    const parameter = parameters[key];
    if (penalty === undefined || !trainable || parameter === undefined || elementCount(shape) === 0) return [];
    const sum = (rate: number, values: () => Value): Value[] =>
      rate === 0 ? [] : [builder.multiply(builder.reduceSum(values()), builder.scalar(rate))];
    return builder.withScope('penalty', () => [
      ...sum(penalty.l1, () => builder.abs(parameter)),
      ...sum(penalty.l2, () => builder.multiply(parameter, parameter)),
    ]);
  });
  const [first, ...others] = parts;
  if (first === undefined) return null;
  return builder.withScope('penalty', () => others.reduce((total, part) => builder.add(total, part), first));
}

/** Whether a step of this model adds penalties to its loss. */
function hasPenalty({ model }: PlanRequest): boolean {
  return modelParameters(model).some(
    ({ trainable, penalty }) => trainable && penalty !== undefined && (penalty.l1 > 0 || penalty.l2 > 0),
  );
}

/** Each once, whichever metrics share it. */
function needsOf(specs: readonly MetricSpec[]): (BatchSum | RowValues)[] {
  const all = specs.flatMap(({ type, options }) => metrics[type].needs(options));
  return [...new Map(all.map((need) => [`${need.kind} ${need.key}`, need])).values()];
}

/**
 * How the loop turns the sums of an epoch into its results: the whole loss first, penalties included, of training and
 * of validation rows alike; then for each output, where there are several, its own loss, and its metrics.
 */
export function sumMetrics(request: PlanRequest): SumMetric[] {
  const { objectives } = request;
  const own = objectives.map((objective) => {
    const divisor = objective.classWeights === null ? weightSum : sumOutput(objective, 'lossWeight');
    return { weight: objective.weight, sums: [sumOutput(objective, 'loss'), divisor] };
  });
  const penalties = hasPenalty(request) ? [{ weight: 1, sums: [penaltySum, weightSum] }] : [];
  return [lossMetric('loss', [...own, ...penalties]), ...objectives.flatMap(ownMetrics)];
}

/** Σ weight · first sum / second sum. */
function lossMetric(
  name: string,
  parts: readonly { readonly weight: number; readonly sums: readonly string[] }[],
): SumMetric {
  return {
    name,
    sums: parts.flatMap(({ sums }) => sums),
    better: 'lower',
    finish: (sums) =>
      parts.reduce((total, { weight }, index) => {
        const [sum, divisor] = [sums[2 * index]?.[0], sums[2 * index + 1]?.[0]];
        return total + weight * ((sum ?? Number.NaN) / (divisor ?? Number.NaN));
      }, 0),
  };
}

function ownMetrics(objective: Objective): SumMetric[] {
  const { name, target, metrics: specs, classWeights } = objective;
  const scales = target.kind === 'categorical' ? [] : target.scales;
  const divisor = classWeights === null ? weightSum : sumOutput(objective, 'lossWeight');
  const loss =
    name === null ? [] : [lossMetric(`${name}_loss`, [{ weight: 1, sums: [sumOutput(objective, 'loss'), divisor] }])];
  return [
    ...loss,
    ...specs.map(({ type, options, name: metric }): SumMetric => {
      const { needs, better, finish } = metrics[type];
      const all = needs(options);
      const sums = all.flatMap((need) => (need.kind === 'sum' ? [need.key] : []));
      const rows = all.flatMap((need) => (need.kind === 'rows' ? [need.key] : []));
      return {
        name: name === null ? metric : `${name}_${metric}`,
        sums: sums.map((key) => sumOutput(objective, key)),
        rows: rows.map((key) => rowsOutput(objective, key)),
        better,
        finish: (sumValues, rowValues) =>
          finish({
            options,
            kind: target.kind,
            scales,
            sum: ({ key }) => sumValues[sums.indexOf(key)] ?? new Float64Array(0),
            rows: ({ key }) => rowValues[rows.indexOf(key)] ?? { data: [], width: 1 },
          }),
      };
    }),
  ];
}
