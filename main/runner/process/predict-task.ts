/** Runs a trained model on new rows. The last model asked for is kept, since somebody who asks once asks again. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { loadNewArrays, type NewArrays, type PreparedManifest } from '../../datasets/prepared.ts';
import { createEngines } from '../../engines/registry.ts';
import type { EngineSession } from '../../graph/engine.ts';
import { checkModel } from '../../models/build.ts';
import { parseSpec } from '../../models/problems.ts';
import { modelSchema } from '../../models/spec.ts';
import { expectState } from '../../training/checkpoint/checkpoint.ts';
import { predictRows } from '../../training/loop/evaluate-rows.ts';
import { compilePlan, type CompiledPlan } from '../../training/plan/compile-plan.ts';
import { modelDataOf } from '../../training/plan/request.ts';
import { planRequest } from '../../training/plan/spec-request.ts';
import { trainingSchema } from '../../training/spec.ts';
import { planDataOf, residentInputs } from '../plan-data.ts';
import { readCheckpointFile } from './checkpoint-files.ts';
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
  return inTurn(() => predict(request));
}

/** After what was asked before. */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

async function predict(request: PredictRequest): Promise<PredictResult> {
  const data = await loadNewArrays(request.prepared);
  const model = await openModel(request, data.manifest);
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
export async function openModel(
  { checkpoint, model, training }: Pick<PredictRequest, 'checkpoint' | 'model' | 'training'>,
  manifest: PreparedManifest,
): Promise<OpenModel> {
  // A checkpoint is many times larger than a row: it is read once, not with every row that is typed.
  const { mtimeMs, size } = await stat(checkpoint).catch(() => ({ mtimeMs: 0, size: 0 }));
  const key = JSON.stringify([checkpoint, mtimeMs, size, manifest.rows]);
  if (open?.key === key) return open;
  const { state, record } = await readCheckpointFile(checkpoint);
  await open?.session.close();
  open = null;
  const spec = parseSpec(modelSchema, model, ['model']);
  const data = planDataOf(manifest, spec);
  const plan = planRequest(
    parseSpec(trainingSchema, training, ['training']),
    checkModel(spec, modelDataOf(data)),
    data,
  );
  const program = compilePlan(plan);
  expectState(state, program.canonical, basename(checkpoint));
  // Half of the cores, so that a training beside it goes on.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));
  const session = await engines.onnxruntime.open(program.plan, { device: 'cpu', threads });
  await session.writeState(program.pack(state));
  open = { key, program, session, outputs: plan.objectives.map(({ name }) => name), epoch: record.epoch };
  return open;
}
