/** From the training section to what the plan is compiled from, and to what the loop goes by. */
import { UserError } from '../../base/errors.ts';
import type { CheckedModel } from '../../models/build.ts';
import type { TrainOptions, TrainingSettings } from '../loop/train-types.ts';
import { schedules } from '../schedules/registry.ts';
import type { TrainingSpec } from '../spec.ts';
import type { PlanData, PlanRequest } from './request.ts';

/**
 * Throws UserError `training.outputShape` for a model whose output does not fit the target, and `training.oneOutput` for
 * one with several outputs or inputs.
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
  const { type, ...options } = training.optimizer;
  const { loss, metrics, clipNorm } = training;
  return { model, loss, optimizer: { type, options }, metrics, clipNorm, data };
}

/** @param validated whether there are validation rows; without them epochs are compared by the training rows. */
export function loopSettings(
  training: TrainingSpec,
  validated: boolean,
): { readonly settings: TrainingSettings; readonly schedule: TrainOptions['schedule'] } {
  const { epochs, batchSize, seed, restoreBest, earlyStopping, monitor } = training;
  const initial = training.optimizer.learningRate;
  return {
    settings: {
      epochs,
      batchSize,
      seed,
      restoreBest,
      earlyStopping,
      monitor: validated ? monitor : monitor.replace(/^val_/u, ''),
    },
    schedule: (moment) => schedules.constant.rate(initial, moment, {}),
  };
}
