/** What `train` was pointed at: an experiment file, or the name of an example. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { UserError } from '../../../base/errors.ts';
import { parseJsonText } from '../../../base/json-text.ts';
import { nearestName } from '../../../base/nearest.ts';
import type { Client } from '../connection.ts';

export interface SubmitRequest {
  readonly experiment: Record<string, unknown>;
  /** What relative paths in the experiment are relative to; left out for examples. */
  readonly folder?: string;
}

export type ExperimentSource =
  | { readonly kind: 'file'; readonly request: SubmitRequest }
  | { readonly kind: 'example'; readonly example: (client: Client) => Promise<SubmitRequest> };

const dataExtensions = new Set(['.csv', '.tsv', '.parquet', '.xlsx']);

/** A plain word that is no file is taken for an example; whether there is one, only the services know. */
export async function findExperiment(source: string): Promise<ExperimentSource> {
  const path = resolve(source);
  try {
    const bytes = await readFile(path);
    if (dataExtensions.has(extname(path).toLowerCase())) throw new UserError('cli.dataNotExperiment', { file: source });
    return { kind: 'file', request: { experiment: parseExperimentText(bytes, source), folder: dirname(path) } };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EISDIR') throw new UserError('cli.fileIsFolder', { file: source });
    if (code === 'EACCES') throw new UserError('cli.fileUnreadable', { file: source });
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
  if (extname(source) !== '' || basename(source) !== source) throw new UserError('cli.fileMissing', { file: source });
  return { kind: 'example', example: (client) => findExample(client, source) };
}

function parseExperimentText(bytes: Uint8Array, source: string): Record<string, unknown> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UserError('cli.fileNotText', { file: source }, { location: { file: source }, cause });
  }
  const value = parseJsonText(text, source);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UserError('runner.notAnObject', { found: JSON.stringify(value).slice(0, 60) });
}

async function findExample(client: Client, name: string): Promise<SubmitRequest> {
  const examples = await client.examples.list();
  const found = examples.find((example) => example.name === name);
  if (found !== undefined) return { experiment: found.experiment };
  const names = examples.map((example) => example.name);
  throw new UserError('cli.experimentMissing', { name, examples: names.join(', '), nearest: nearestName(name, names) });
}
