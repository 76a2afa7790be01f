/** From the training section to what the plan is compiled from, and to what the loop goes by. */
import { UserError } from '../../base/errors.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { Shape } from '../../graph/tensor.ts';
import { buildForward, modelParameters, type CheckedModel } from '../../models/build.ts';
import { optionsOf } from '../items.ts';
import { losses } from '../losses/registry.ts';
import type { TrainOptions, TrainingSettings } from '../loop/train-types.ts';
import { rateSchedule } from '../schedules/rate-schedule.ts';
import type { TrainingSpec } from '../spec.ts';
import type { PlanData, PlanRequest } from './request.ts';

/**
 * Throws UserError `training.outputShape` for a model whose output does not fit the target, and `training.oneOutput` for
 * one with several outputs or inputs, and `training.lossEnding` for one whose last activation the loss cannot read.
 */
export function planRequest(training: TrainingSpec, model: CheckedModel, data: PlanData): PlanRequest {
  const [output, ...others] = model.outputs;
  const node = model.nodes.find(({ id }) => id === output);
  if (node === undefined || others.length > 0 || model.inputs.length !== 1) {
    const params = { inputs: model.inputs.length, outputs: model.outputs.length };
    throw new UserError('training.oneOutput', params, { path: 'model.outputs' });
  }
  const { target } = data;
  const expected = target.kind === 'categorical' ? target.classes : target.outputs;
  if (node.outputShape.length !== 1 || node.outputShape[0] !== expected) {
    const params = { layer: node.id, found: `[${node.outputShape.join(', ')}]`, expected, kind: target.kind };
    throw new UserError('training.outputShape', params, { path: 'model', location: { layer: node.id } });
  }
  checkEnding(training, model, data);
  const { optimizer, loss, metrics, clip } = training;
  return { model, loss, optimizer: { type: optimizer.type, options: optionsOf(optimizer) }, metrics, clip, data };
}

/** What the model ends in is what building it says: layers do not declare it a second time. */
function checkEnding({ loss }: TrainingSpec, model: CheckedModel, { inputs }: PlanData): void {
  const { endings } = losses[loss];
  if (endings === 'any') return;
  const builder = new GraphBuilder();
  const float = (name: string, shape: Shape): Value => builder.input(name, { dtype: 'float32', shape });
  const [output] = buildForward(builder, model, {
    inputs: Object.fromEntries(
      inputs.map(({ id, dtype, shape }) => [
        id,
        builder.input(id, { dtype: dtype === 'int32' ? dtype : 'float32', shape: ['batch', ...shape] }),
      ]),
    ),
    parameters: Object.fromEntries(modelParameters(model).map(({ key, shape }) => [key, float(key, shape)])),
    training: false,
    noise: (layer, { purpose, shape }) => float(`noise/${layer}/${purpose}`, ['batch', ...shape]),
  }).outputs;
  const found = output?.activated?.by ?? null;
  if (found !== null && endings.includes(found)) return;
  const layer = model.outputs[0] ?? '';
  const params = { loss, layer, found, expected: endings.join(', ') };
  throw new UserError('training.lossEnding', params, { path: 'model', location: { layer } });
}

/** @param validated whether there are validation rows; without them epochs are compared by the training rows. */
export function loopSettings(
  training: TrainingSpec,
  validated: boolean,
): { readonly settings: TrainingSettings; readonly schedule: TrainOptions['schedule'] } {
  const { epochs, batchSize, seed, restoreBest, earlyStopping, monitor } = training;
  return {
    settings: {
      epochs,
      batchSize,
      seed,
      restoreBest,
      earlyStopping,
      monitor: validated ? monitor : monitor.replace(/^val_/u, ''),
    },
    schedule: rateSchedule(training.schedule, training.optimizer.learningRate),
  };
}
