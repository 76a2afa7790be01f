/** `athanor predict RUN FILE…`: what a trained model says of new rows or images, as a file or for a row that is typed. */
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GenerateQuery, Prediction, PredictFileEvent, PredictedOutput } from '../../../api/contract/index.ts';
import { UserError } from '../../../base/errors.ts';
import { defineCommand, type CommandRegistration } from '../command.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

interface PredictOptions {
  readonly value?: readonly string[];
  readonly text?: string;
  readonly length?: string;
  readonly temperature?: string;
  readonly topK?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly epoch?: string;
}

type FileDone = Extract<PredictFileEvent, { kind: 'done' }>;

const command = defineCommand<readonly [string, readonly string[]], PredictOptions>({
  usage: 'predict <run> [files...]',
  summary: 'cli.predict.summary',
  arguments: ['cli.runs.id', 'cli.predict.files'],
  options: [
    { flags: '--value <column=value>', description: 'cli.predict.value', repeatable: true },
    { flags: '--text <prompt>', description: 'cli.predict.text' },
    { flags: '--length <tokens>', description: 'cli.predict.length' },
    { flags: '--temperature <number>', description: 'cli.predict.temperature' },
    { flags: '--top-k <count>', description: 'cli.predict.topK' },
    { flags: '--seed <number>', description: 'cli.predict.seed' },
    { flags: '--out <file>', description: 'cli.predict.out' },
    { flags: '--epoch <number>', description: 'cli.predict.epoch' },
  ],
  work: async ({ console, connect }, { arguments: [id, files], options }) => {
    const { value, out } = options;
    const weights = { id, ...(options.epoch === undefined ? {} : { epoch: parseCount(options.epoch, '--epoch') }) };
    const sources = [files.length > 0, value !== undefined, options.text !== undefined];
    if (sources.filter((given) => given).length !== 1) throw new UserError('cli.predict.oneSource');
    if (options.text !== undefined) {
      const query = { ...weights, text: options.text, ...generateOptions(options) };
      return generate((await connect()).client, query, console);
    }
    if (value !== undefined) {
      const { client } = await connect();
      const row = Object.fromEntries(value.map(parseCell));
      const prediction = await client.runs.predict({ ...weights, source: { kind: 'rows', rows: [row] } });
      console.document(prediction);
      console.answer(describe(prediction, console));
      noteUnseen(prediction, console);
      return exitStatus.success;
    }
    const format = formatOf(out);
    const request = {
      ...weights,
      files: files.map((file) => ({ kind: 'path' as const, path: resolve(file) })),
      format,
    };
    const { client } = await connect();
    const done = await predictFile(client, request, out === undefined ? null : resolve(out), console);
    const { kind: _, ...facts } = done;
    console.document({ ...facts, file: out ?? null });
    if (out !== undefined) console.answer(console.text('cli.predict.written', { rows: done.rows, file: out }));
    noteUnseen(done, console);
    return exitStatus.success;
  },
});

export const predict: CommandRegistration = (program, add) => {
  add(program, command);
};

/** The prompt and what comes after it, as it is written; as a document once it is whole. */
async function generate(client: Client, query: GenerateQuery, console: Console): Promise<number> {
  const write = (text: string): void => {
    if (!console.json) console.bytes(Buffer.from(printableText(text)));
  };
  write(query.text ?? '');
  let text = '';
  for await (const event of await client.runs.generate(query)) {
    if (event.kind === 'piece') {
      text += event.text;
      write(event.text);
      continue;
    }
    const { kind: _, ...facts } = event;
    console.document({ ...facts, prompt: query.text, text });
    write('\n');
    if (facts.unknown > 0) {
      console.note(console.text('cli.predict.unknownTokens', { count: facts.unknown, tokens: facts.promptTokens }));
    }
  }
  return exitStatus.success;
}

/** Lines and tabs stay as they are; what else would steer a terminal is shown. */
function printableText(text: string): string {
  return text.replace(/[^\n\t]+/gu, printable);
}

function generateOptions({ length, temperature, topK, seed }: PredictOptions): Omit<GenerateQuery, 'id'> {
  const number = (word: string, option: string): number => {
    const value = Number(word);
    if (word.trim() === '' || !Number.isFinite(value) || value < 0) {
      throw new UserError('cli.predict.expectedNumber', { option, found: word });
    }
    return value;
  };
  return {
    ...(length === undefined ? {} : { length: parseCount(length, '--length') }),
    ...(temperature === undefined ? {} : { temperature: number(temperature, '--temperature') }),
    ...(topK === undefined ? {} : { topK: parseCount(topK, '--top-k') }),
    ...(seed === undefined ? {} : { seed: number(seed, '--seed') }),
  };
}

/** To `out`, which is there whole or not at all; without it to standard output, where no document is asked for. */
async function predictFile(
  client: Client,
  request: Parameters<Client['runs']['predictFile']>[0],
  out: string | null,
  console: Console,
): Promise<FileDone> {
  const unfinished = out === null ? null : `${out}.unfinished`;
  const file = unfinished === null ? null : await open(unfinished, 'w');
  try {
    let done: FileDone | null = null;
    for await (const event of await client.runs.predictFile(request)) {
      if (event.kind === 'done') done = event;
      else if (file !== null) await file.writeFile(event.base64, 'base64');
      else if (!console.json) console.bytes(Buffer.from(event.base64, 'base64'));
    }
    await file?.close();
    if (out !== null && unfinished !== null) await rename(unfinished, out);
    if (done === null) throw new TypeError('the prediction ended without a result');
    return done;
  } catch (error) {
    await file?.close().catch(() => undefined);
    if (unfinished !== null) await rm(unfinished, { force: true });
    throw error;
  }
}

function formatOf(out: string | undefined): 'csv' | 'parquet' {
  if (out === undefined || /\.csv$/iu.test(out)) return 'csv';
  if (/\.parquet$/iu.test(out)) return 'parquet';
  throw new UserError('cli.predict.format', { file: out });
}

function parseCell(word: string): readonly [string, string] {
  const at = word.indexOf('=');
  if (at < 1) throw new UserError('cli.predict.valueSyntax', { found: word });
  return [word.slice(0, at), word.slice(at + 1)];
}

/** Classes by probability, the likeliest first; numbers as they are. */
function describe({ outputs }: Prediction, console: Console): string {
  return outputs.map((output) => formatTable(...tableOf(output, console))).join('\n\n');
}

function tableOf(output: PredictedOutput, console: Console): Parameters<typeof formatTable> {
  const right = 'right' as const;
  if (output.kind === 'classes') {
    const [probabilities = []] = output.probabilities;
    const rows = output.classes.map((name, index) => [name, probabilities[index] ?? Number.NaN] as const);
    const sorted = rows.toSorted(([, one], [, other]) => other - one);
    return [
      [{ title: output.name }, { title: console.text('cli.column.probability'), align: right }],
      sorted.map(([name, probability]) => [name, formatReading(probability)]),
    ];
  }
  const [values = []] = output.values;
  const title = output.kind === 'labels' ? 'cli.column.probability' : 'cli.column.prediction';
  return [
    [{ title: console.text('cli.column.name') }, { title: console.text(title), align: right }],
    output.columns.map((name, index) => [name, formatReading(values[index] ?? Number.NaN)]),
  ];
}

function noteUnseen({ unseen, unseenCount }: Pick<Prediction, 'unseen' | 'unseenCount'>, console: Console): void {
  const [first] = unseen;
  if (first === undefined) return;
  const params = { count: unseenCount, column: first.column, value: first.value ?? '', row: first.row };
  console.note(console.text('cli.predict.unseen', params));
}
