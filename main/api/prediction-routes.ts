/** `runs.predict…`: what a run's model says of new rows. */
import { open } from 'node:fs/promises';
import type { z } from 'zod';
import type { Base } from './base.ts';
import type { GenerateEvent, generateQuery, PredictFileEvent, PredictFileQuery } from './contract/index.ts';
import { guardStream } from './error-boundary.ts';
import { toFileDone, toPrediction } from './prediction-mapping.ts';
import type { Services } from './services.ts';

/** Bytes of a piece of a file. */
const pieceSize = 2 ** 20;

export function createPredictionRoutes(base: Base, services: Services) {
  const { predictor, datasets, report } = services;
  const routes = base.runs;
  return {
    predictionForm: routes.predictionForm.handler(async ({ input }) => {
      const { columns, targets, epochs, shape, ...form } = await predictor.form(input.id);
      return {
        ...form,
        targets: [...targets],
        epochs: [...epochs],
        shape: shape === null ? null : [...shape],
        columns: columns.map(({ categories, ...column }) => ({
          ...column,
          categories: categories === null ? null : [...categories],
        })),
      };
    }),
    predict: routes.predict.handler(async ({ input: { id, epoch, source }, signal = new AbortController().signal }) => {
      const options = { epoch, signal };
      if (source.kind === 'rows') return toPrediction(await predictor.predict(id, source, options));
      await using opened = await datasets.openFiles(source.files);
      return toPrediction(await predictor.predict(id, { kind: 'files', files: opened.files }, options));
    }),
    generate: routes.generate.handler(({ input, signal = new AbortController().signal }) =>
      guardStream(generate(services, input, signal), 'runs.generate', report),
    ),
    predictFile: routes.predictFile.handler(({ input, signal = new AbortController().signal }) =>
      guardStream(predictFile(services, input, signal), 'runs.predictFile', report),
    ),
  };
}

/** The file is read as fast as the listener takes its pieces, and is gone when the listener is. */
async function* predictFile(
  { predictor, datasets }: Services,
  { id, epoch, files: sources, options, format }: PredictFileQuery,
  signal: AbortSignal,
): AsyncGenerator<PredictFileEvent, void, undefined> {
  await using opened = await datasets.openFiles(sources);
  await using predicted = await predictor.predictToFile(id, { kind: 'files', files: opened.files, options }, format, {
    epoch,
    signal,
  });
  yield* pieces(predicted.file);
  yield toFileDone(predicted.prediction);
}

async function* generate(
  { predictor }: Services,
  { id, epoch, topK, ...request }: z.output<typeof generateQuery>,
  signal: AbortSignal,
): AsyncGenerator<GenerateEvent, void, undefined> {
  for await (const step of predictor.generate(id, { ...request, topK: topK ?? null }, { epoch, signal })) {
    yield 'tokens' in step ? { kind: 'done', ...step } : { kind: 'piece', ...step };
  }
}

async function* pieces(path: string): AsyncGenerator<PredictFileEvent, void, undefined> {
  await using file = await open(path);
  for (;;) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceSize), 0, pieceSize);
    if (bytesRead === 0) return;
    yield { kind: 'piece', base64: buffer.toString('base64', 0, bytesRead) };
  }
}
