/** Lets a language model go on with a text, token by token. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { preparedManifestSchema, type PreparedManifest } from '../../datasets/prepared.ts';
import { Decoder, Encoder, paddingToken, unknownToken } from '../../datasets/tokens/tokenizer.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { RandomStream } from '../../models/random/stream.ts';
import { predictRows } from '../../training/loop/evaluate-rows.ts';
import { residentInput, residentWindows } from '../../training/plan/request.ts';
import { inTurn, openModel } from './predict-task.ts';
import type { GenerateProgress, GenerateRequest, GenerateResult } from './protocol.ts';
import { sampleToken } from './sample-token.ts';

export function generateTask(
  request: GenerateRequest,
  tell: (progress: GenerateProgress) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  return inTurn(() => generate(request, tell, signal));
}

/** What is drawn is a function of the weights, the prompt and the settings: the same on every call. */
async function generate(
  request: GenerateRequest,
  tell: (progress: GenerateProgress) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const manifest = preparedManifestSchema.parse(JSON.parse(await readFile(request.prepared, 'utf8')));
  const { text, window } = manifest;
  if (text === null || window === null) throw new UserError('prediction.noText', { kind: manifest.spec.kind });
  const prompt = new Encoder(text.tokenizer).encode(request.text);
  const { length } = window;
  const context = startOf(text.primer, prompt, length);
  const model = await openModel(request, { ...manifest, rows: length });
  await model.session.loadResident(residentWindows, integers([length, 1], new Int32Array(length)));
  const last = Int32Array.of(length - 1);
  const never = neverWritten(manifest);
  const stream = new RandomStream(request.seed, 'generate text');
  const decoder = new Decoder(text.tokenizer);
  let written = 0;
  let ended = false;
  while (written < request.length && !ended) {
    signal.throwIfAborted();
    await model.session.loadResident(residentInput('tokens'), integers([length], context));
    const [probabilities = new Float32Array()] = await predictRows(model.session, model.program, last);
    const token = sampleToken(probabilities, request, never, stream.uniform());
    ended = token === paddingToken;
    written += 1;
    context.copyWithin(0, 1);
    context[length - 1] = token;
    const piece = decoder.add(token);
    if (piece !== '') tell({ text: piece });
  }
  const rest = decoder.end();
  if (rest !== '') tell({ text: rest });
  const unknown = prompt.filter((token) => token === unknownToken).length;
  return { epoch: model.epoch, tokens: written, promptTokens: prompt.length, unknown, ended };
}

/** int32 [length]: the end of the prompt; before a shorter one stands what the model has learnt from last. */
function startOf(primer: readonly number[], prompt: readonly number[], length: number): Int32Array {
  const whole = [...primer, ...prompt].slice(-length);
  const context = new Int32Array(length).fill(paddingToken);
  context.set(whole, length - whole.length);
  return context;
}

/** The unknown token stands for no text, and where no text ends there is no end. */
function neverWritten({ targets: [target] }: PreparedManifest): number[] {
  const ends = target?.kind === 'categorical' && (target.counts[paddingToken] ?? 0) > 0;
  return ends ? [unknownToken] : [unknownToken, paddingToken];
}

function integers(shape: readonly number[], data: Int32Array): Tensor {
  return { dtype: 'int32', shape, data };
}
