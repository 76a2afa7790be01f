/** Runs a trained model on new rows. The last model asked for is kept, since somebody who asks once asks again. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { loadNewArrays, type NewArrays } from '../../datasets/prepared.ts';
import { createEngines } from '../../engines/registry.ts';
import type { EngineSession } from '../../graph/engine.ts';
import { checkModel } from '../../models/build.ts';
import { parseSpec } from '../../models/problems.ts';
import { modelSchema } from '../../models/spec.ts';
import { decodeCheckpoint, expectState } from '../../training/checkpoint/checkpoint.ts';
import { predictRows } from '../../training/loop/evaluate-rows.ts';
import { compilePlan, type CompiledPlan } from '../../training/plan/compile-plan.ts';
import { modelDataOf, type PlanData } from '../../training/plan/request.ts';
import { planRequest } from '../../training/plan/spec-request.ts';
import { trainingSchema } from '../../training/spec.ts';
import { planDataOf, residentInputs } from '../plan-data.ts';
import type { PredictRequest, PredictResult } from './protocol.ts';

interface OpenModel {
  /** Equal for requests that it can serve. */
  readonly key: string;
  readonly program: CompiledPlan;
  readonly session: EngineSession;
  readonly outputs: readonly (string | null)[];
  readonly epoch: number;
}

const engines = createEngines();
let open: OpenModel | null = null;
/** Requests wait for each other: a session takes one call at a time. */
let last: Promise<unknown> = Promise.resolve();

export function predictTask(request: PredictRequest): Promise<PredictResult> {
  const result = last.then(() => predict(request));
  last = result.catch(() => undefined);
  return result;
}

async function predict(request: PredictRequest): Promise<PredictResult> {
  const data = await loadNewArrays(request.prepared);
  const model = await openModel(request, planDataOf(data.manifest, parseSpec(modelSchema, request.model, ['model'])));
  for (const [name, tensor] of Object.entries(residentInputs(data))) await model.session.loadResident(name, tensor);
  const values = await predictRows(model.session, model.program, data.test);
  return {
    outputs: values.map((part, index) => ({ output: model.outputs[index] ?? null, values: inPlace(part, data) })),
    epoch: model.epoch,
  };
}

/** [predicted rows, width] to [rows, width]: NaN in rows that cannot be predicted. */
function inPlace(part: Float32Array, { manifest, test }: NewArrays): Float32Array<ArrayBuffer> {
  const width = test.length === 0 ? 0 : part.length / test.length;
  const whole = new Float32Array(manifest.rows * width).fill(Number.NaN);
  test.forEach((row, place) => {
    whole.set(part.subarray(place * width, (place + 1) * width), row * width);
  });
  return whole;
}

/** Compiled for so many rows: the plan's inputs have a fixed shape. */
async function openModel(request: PredictRequest, data: PlanData): Promise<OpenModel> {
  const { checkpoint } = request;
  const bytes = await readFile(checkpoint).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('runner.checkpointDamaged', { file: basename(checkpoint), reason }, { cause });
  });
  const { state, record } = decodeCheckpoint(bytes, basename(checkpoint));
  const key = JSON.stringify([checkpoint, record.epoch, record.step, data.rows]);
  if (open?.key === key) return open;
  await open?.session.close();
  open = null;
  const spec = parseSpec(modelSchema, request.model, ['model']);
  const training = parseSpec(trainingSchema, request.training, ['training']);
  const plan = planRequest(training, checkModel(spec, modelDataOf(data)), data);
  const program = compilePlan(plan);
  expectState(state, program.canonical, basename(checkpoint));
  // Half of the cores, so that a training beside it goes on.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  const session = await engines.onnxruntime.open(program.plan, { device: 'cpu', threads });
  await session.writeState(program.pack(state));
  open = { key, program, session, outputs: plan.objectives.map(({ name }) => name), epoch: record.epoch };
  return open;
}
