/** From the training section to what the plan is compiled from, and to what the loop goes by. */
import { BugError, UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { Shape } from '../../graph/tensor.ts';
import { buildForward, modelParameters, type CheckedModel } from '../../models/build.ts';
import { formatPath } from '../../models/problems.ts';
import { averagingOf } from '../averaging/registry.ts';
import { optionsOf } from '../items.ts';
import { losses } from '../losses/registry.ts';
import type { MetricSpec } from '../metric-setting.ts';
import { metrics } from '../metrics/registry.ts';
import type { TrainOptions } from '../loop/train-types.ts';
import { rateSchedule } from '../schedules/rate-schedule.ts';
import type { TrainingSpec } from '../spec.ts';
import { objectivesOf, type ObjectiveSpec } from '../objectives.ts';
import { inputShape, type Objective, type PlanData, type PlanRequest, type PlanTarget } from './request.ts';

/**
 * Throws UserError `training.augmentWithoutImages` where there are no images to augment, `training.outputsDiffer` where the model, its targets and its losses have different outputs,
 * `training.outputShape` for an output that does not fit its target, `training.twoClasses`, `training.metricTwoClasses` and `training.classUnknown` for a
 * target that does not fit its loss, and `training.lossEnding` for an output whose last activation the loss cannot read.
 */
export function planRequest(training: TrainingSpec, model: CheckedModel, data: PlanData): PlanRequest {
  const specs = objectivesOf(training);
  const [first] = model.outputs;
  const named = specs.map((spec) => spec.output ?? first ?? '').toSorted();
  const outputs = model.outputs.toSorted();
  if (named.join() !== outputs.join() || Object.keys(data.targets).toSorted().join() !== outputs.join()) {
    const params = {
      outputs: outputs.join(', '),
      losses: named.join(', '),
      targets: Object.keys(data.targets).join(', '),
    };
    throw new UserError('training.outputsDiffer', params, { path: 'model.outputs' });
  }
  const objectives = model.outputs.map((output) => {
    const spec = specs.find((one) => (one.output ?? first) === output);
    const target = data.targets[output];
    if (spec === undefined || target === undefined) throw new BugError(`no objective for ${output}`);
    return objectiveOf(spec, output, target, model);
  });
  checkEndings(objectives, model, data);
  const { optimizer, clip, accumulate, augment, averaging, layerNorms } = training;
  if (augment !== null && !data.inputs.some((input) => input.dtype === 'uint8' && input.image === true)) {
    throw new UserError('training.augmentWithoutImages', {}, { path: 'training.augment' });
  }
  return {
    model,
    objectives,
    optimizer: { type: optimizer.type, options: optionsOf(optimizer) },
    clip,
    accumulates: accumulate > 1,
    augment,
    averaging,
    layerNorms,
    data,
  };
}

function objectiveOf(spec: ObjectiveSpec, output: string, target: PlanTarget, model: CheckedModel): Objective {
  const { type, options } = spec.loss;
  const { oneOutput = false } = losses[type];
  if (oneOutput && (target.kind !== 'categorical' || target.classes !== 2)) {
    const classes = target.kind === 'categorical' ? target.classes : 0;
    throw new UserError('training.twoClasses', { loss: type, classes }, { path: 'training.loss' });
  }
  for (const metric of spec.metrics) checkMetric(metric, target);
  const expected = oneOutput ? 1 : target.kind === 'categorical' ? target.classes : target.outputs;
  const node = model.nodes.find(({ id }) => id === output);
  if (node === undefined) throw new BugError(`the model has no node ${output}`);
  if (node.outputShape.length !== 1 || node.outputShape[0] !== expected) {
    const kind = oneOutput ? 'one' : target.kind;
    const params = { layer: node.id, found: `[${node.outputShape.join(', ')}]`, expected, kind };
    throw new UserError('training.outputShape', params, { path: 'model', location: { layer: node.id } });
  }
  return {
    output,
    name: spec.output,
    loss: { type, options },
    weight: spec.weight,
    target,
    metrics: spec.metrics,
    classWeights: classWeightsOf(spec, target),
  };
}

/** Throws UserError `training.metricTwoClasses` for a figure of one class of two where there are others. */
function checkMetric({ type, options, name }: MetricSpec, target: PlanTarget): void {
  const { twoClasses } = metrics[type];
  const classes = target.kind === 'categorical' ? target.classes : target.outputs;
  if (twoClasses?.(options) !== true || (target.kind === 'categorical' && classes === 2)) return;
  throw new UserError('training.metricTwoClasses', { metric: name, classes }, { path: 'training.metrics' });
}

/** By class number. */
function classWeightsOf({ loss, output }: ObjectiveSpec, target: PlanTarget): readonly number[] | null {
  const { classWeights } = loss;
  if (classWeights === 'none' || target.kind !== 'categorical') return null;
  const { classes, names = [], counts = [] } = target;
  if (classWeights === 'balanced') {
    const rows = counts.reduce((sum, count) => sum + count, 0);
    // A class that no training row has never asks for its weight.
    return counts.map((count) => (count === 0 ? 1 : rows / (classes * count)));
  }
  const unknown = Object.keys(classWeights).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const path = formatPath(['training', 'loss', ...(output === null ? [] : [output]), 'classWeights', unknown]);
    const params = { class: unknown, nearest: nearestName(unknown, names), classes: names.join(', ') };
    throw new UserError('training.classUnknown', params, { path });
  }
  return names.map((name) => classWeights[name] ?? 1);
}

/** What the model ends in is what building it says: layers do not declare it a second time. */
function checkEndings(objectives: readonly Objective[], model: CheckedModel, { inputs }: PlanData): void {
  if (objectives.every(({ loss }) => losses[loss.type].endings === 'any')) return;
  const builder = new GraphBuilder();
  const float = (name: string, shape: Shape): Value => builder.input(name, { dtype: 'float32', shape });
  const { outputs } = buildForward(builder, model, {
    inputs: Object.fromEntries(
      inputs.map((input) => {
        const dtype = input.dtype === 'int32' ? 'int32' : 'float32';
        return [input.id, builder.input(input.id, { dtype, shape: ['batch', ...inputShape(input)] })];
      }),
    ),
    parameters: Object.fromEntries(modelParameters(model).map(({ key, shape }) => [key, float(key, shape)])),
    training: false,
    noise: (layer, { purpose, shape }) => float(`noise/${layer}/${purpose}`, ['batch', ...shape]),
  });
  objectives.forEach(({ loss, output: layer }, index) => {
    const { endings } = losses[loss.type];
    const found = outputs[index]?.activated?.by ?? null;
    if (endings === 'any' || (found !== null && endings.includes(found))) return;
    const params = { loss: loss.type, layer, found, expected: endings.join(', ') };
    throw new UserError('training.lossEnding', params, { path: 'model', location: { layer } });
  });
}

/** @param validated whether there are validation rows; without them epochs are compared by the training rows. */
export function loopSettings(
  training: TrainingSpec,
  validated: boolean,
): Pick<TrainOptions, 'settings' | 'schedule' | 'averaging'> {
  const { epochs, batchSize, accumulate, seed, restoreBest, earlyStopping, monitor } = training;
  return {
    settings: {
      epochs,
      batchSize,
      accumulate,
      seed,
      restoreBest,
      earlyStopping,
      monitor: validated ? monitor : monitor.replace(/^val_/u, ''),
    },
    schedule: rateSchedule(training.schedule, training.optimizer.learningRate),
    averaging: training.averaging === null ? null : averagingOf(training.averaging),
  };
}
