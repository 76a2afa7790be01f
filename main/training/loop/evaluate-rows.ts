/** Runs a model over rows without training it: metrics, or its predictions. */
import { BugError } from '../../base/errors.ts';
import type { EngineSession } from '../../graph/engine.ts';
import { nextChunk, rowFeed, rowFeeds } from './batches.ts';
import { MetricSums } from './metric-sums.ts';
import type { TrainingProgram } from './training-program.ts';

/** Without gradients a batch may be larger than in training: fewer calls, the same result up to the order of sums. */
const evaluationBatch = 256;
const chunkSteps = 16;

/** Metrics over the rows, by name. */
export async function evaluateRows(
  session: EngineSession,
  program: TrainingProgram,
  rows: Int32Array,
): Promise<Record<string, number>> {
  const sums = new MetricSums(program.metrics);
  for (let start = 0; start < rows.length;) {
    const chunk = nextChunk(rows.length, start, evaluationBatch, chunkSteps, 0);
    sums.add(await session.run('evaluate', chunk.steps, rowFeeds(rows, chunk)));
    start += chunk.steps * chunk.batchSize;
  }
  return sums.finish();
}

/** What the model gives out, by the program's predictions: float32 [rows, width] each, row-major. */
export async function predictRows(
  session: EngineSession,
  program: TrainingProgram,
  rows: Int32Array,
): Promise<Float32Array[]> {
  const parts = program.predictions.map((): Float32Array[] => []);
  for (let start = 0; start < rows.length;) {
    const chunk = nextChunk(rows.length, start, evaluationBatch, 1, 0);
    const results = await session.run('predict', 1, rowFeed(rows, chunk));
    program.predictions.forEach((name, index) => {
      const { data } = results[name] ?? {};
      if (!(data instanceof Float32Array)) throw new BugError(`predict gave no float32 ${name}`);
      parts[index]?.push(data);
    });
    start += chunk.batchSize;
  }
  return parts.map(joined);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
