/** Runs a model over rows without training it: metrics, or its predictions. */
import { BugError } from '../../base/errors.ts';
import type { EngineSession, EpochChunk } from '../../graph/engine.ts';
import { nextChunk, rowFeed, rowFeeds } from './batches.ts';
import { MetricSums } from './metric-sums.ts';
import type { TrainingProgram } from './training-program.ts';

/** Without gradients a batch may be larger than in training: fewer calls, the same result up to the order of sums. */
const evaluationBatch = 256;
const chunkSteps = 16;

/** The calls that judge rows. */
export function evaluationChunks(rows: Int32Array): EpochChunk[] {
  const chunks: EpochChunk[] = [];
  for (let start = 0; start < rows.length;) {
    const chunk = nextChunk(rows.length, start, evaluationBatch, chunkSteps, 0);
    chunks.push({ program: 'evaluate', steps: chunk.steps, feeds: rowFeeds(rows, chunk) });
    start += chunk.steps * chunk.batchSize;
  }
  return chunks;
}

/** Metrics over the rows of those calls, by name. */
export async function evaluateChunks(
  session: EngineSession,
  program: TrainingProgram,
  chunks: readonly EpochChunk[],
): Promise<Record<string, number>> {
  const sums = new MetricSums(program.metrics);
  for (const chunk of chunks) sums.add(await session.run(chunk.program, chunk.steps, chunk.feeds));
  return sums.finish();
}

/** Metrics over the rows, by name. */
export function evaluateRows(
  session: EngineSession,
  program: TrainingProgram,
  rows: Int32Array,
): Promise<Record<string, number>> {
  return evaluateChunks(session, program, evaluationChunks(rows));
}

/**
 * What the model gives out, batch by batch: `take` is told the place of a prediction among the program's, and float32
 * [batch, width], row-major, of the next of the rows.
 */
export async function forEachPrediction(
  session: EngineSession,
  program: TrainingProgram,
  rows: Int32Array,
  take: (place: number, values: Float32Array) => void,
): Promise<void> {
  for (let start = 0; start < rows.length;) {
    const chunk = nextChunk(rows.length, start, evaluationBatch, 1, 0);
    const results = await session.run('predict', 1, rowFeed(rows, chunk));
    program.predictions.forEach((name, place) => {
      const { data } = results[name] ?? {};
      if (!(data instanceof Float32Array)) throw new BugError(`predict gave no float32 ${name}`);
      take(place, data);
    });
    start += chunk.batchSize;
  }
}

/** What the model gives out, by the program's predictions: float32 [rows, width] each, row-major. */
export async function predictRows(
  session: EngineSession,
  program: TrainingProgram,
  rows: Int32Array,
): Promise<Float32Array[]> {
  const parts = program.predictions.map((): Float32Array[] => []);
  await forEachPrediction(session, program, rows, (place, values) => parts[place]?.push(values));
  return parts.map(joined);
}

export function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
