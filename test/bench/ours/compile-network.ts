/** The plan of a benchmark's network, as the runner would make it. */
import { checkModel } from '../../../main/models/build.ts';
import { modelSchema, shortInputId } from '../../../main/models/spec.ts';
import { compilePlan } from '../../../main/training/plan/compile-plan.ts';
import { modelDataOf, residentInput, residentTarget, type PlanData } from '../../../main/training/plan/request.ts';
import { loopSettings, planRequest } from '../../../main/training/plan/spec-request.ts';
import { trainingSchema } from '../../../main/training/spec.ts';
import type { NetworkWork } from '../case.ts';

/** Name of the resident features. */
export const resident = residentInput('features');

/** @param streamed whether its rows are fed, not held */
export function compileNetwork(work: NetworkWork, streamed = false) {
  const data = (output: string): PlanData => ({
    rows: work.rows,
    inputs: [{ id: shortInputId, resident, dtype: 'float32', shape: work.shape, ...(streamed ? { streamed } : {}) }],
    targets: { [output]: { resident: residentTarget('class'), kind: 'categorical', classes: work.classes } },
  });
  const model = checkModel(modelSchema.parse(work.model), modelDataOf(data('any')));
  const [output = ''] = model.outputs;
  const training = trainingSchema.parse({
    loss: 'crossEntropy',
    optimizer: work.optimizer,
    epochs: work.warmup + work.epochs,
    batchSize: work.batch,
    metrics: [],
  });
  return { program: compilePlan(planRequest(training, model, data(output))), ...loopSettings(training, false) };
}
