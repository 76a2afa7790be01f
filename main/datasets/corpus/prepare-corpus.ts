/**
 * Makes the arrays that a language model is trained on: a corpus in tokens, and for each token that is to be told the window of
 * those before it.
 *
 * The rows are the tokens of all parts, one part after the other. A window lies in one part with its target.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { bytesOfArray } from '../files/stored-lists.ts';
import type { ManifestColumn, TableManifest } from '../manifest.ts';
import type { PreparedManifest } from '../prepared.ts';
import { textsOf } from '../recipe/blocks.ts';
import type { TargetUse, TextSpec } from '../spec.ts';
import type { Split } from '../split.ts';
import { findColumn, readColumn } from '../table/features.ts';
import { writeFolder } from '../table/folder.ts';
import { withStored } from '../table/stored.ts';
import { Encoder, reservedTokens, unknownToken, vocabularyOf } from '../tokens/tokenizer.ts';
import { warning, type DataWarning } from '../types.ts';
import { classTarget, writePrepared, type PreparedFacts } from '../write-prepared.ts';
import { divideCorpus, type Corpus } from './parts.ts';
import { learnOn, parts, primerOf, writePart, type TokenRun } from './tokens.ts';

export interface PrepareCorpusRequest {
  /** Of the data set. */
  readonly folder: string;
  /** Where the arrays go; an older preparation there is replaced. */
  readonly target: string;
  readonly spec: TextSpec;
  readonly uses: readonly TargetUse[];
}

const tokensFile = 'tokens.i32';
/** Twelve bytes each: the token as input and as target, and where its window begins. */
const mostTokens = 150_000_000;
/** Names of the numbers that stand for no token of a text. */
const reservedNames = ['<end>', '<unknown>'];

/** Throws UserError `datasets.corpus*`, `datasets.splitTooSmall` and `datasets.notTexts`. */
export async function prepareCorpus(request: PrepareCorpusRequest, signal: AbortSignal): Promise<PreparedManifest> {
  const { folder, target, spec, uses } = request;
  if (uses.some((use) => use !== 'categorical')) {
    throw new UserError('datasets.corpusNeedsClasses', {}, { path: 'training.loss' });
  }
  return withStored(folder, signal, async (database, table, manifest) => {
    const column = columnOfTexts(manifest, spec.column);
    const cells = textsOf(await readColumn(database, table, column, manifest.rows));
    signal.throwIfAborted();
    const divided = divideCorpus(corpusOf(cells, manifest), spec.split, spec.tokenizer !== 'character');
    const tokenizer = learnOn(divided, spec);
    const vocabulary = vocabularyOf(tokenizer);
    const encoder = new Encoder(tokenizer);
    const written = {
      train: writePart(encoder, divided.train, signal),
      validation: writePart(encoder, divided.validation, signal),
      test: writePart(encoder, divided.test, signal),
    };
    const { tokens, starts, split } = layWindows(written, spec);
    const classes = [...reservedNames, ...vocabulary];
    const facts: PreparedFacts = {
      spec,
      rows: tokens.length,
      inputs: [{ name: 'tokens', file: tokensFile, shape: [], dtype: 'int32' }],
      window: { length: spec.length },
      text: {
        tokenizer,
        primer: primerOf(written.train.tokens, vocabulary, spec.length, reservedTokens),
        parts: { train: sizeOf(written.train), validation: sizeOf(written.validation), test: sizeOf(written.test) },
      },
      targets: [classTarget('token', classes, tokens, split)],
      warnings: unknownWarnings(written),
    };
    return writeFolder(
      target,
      async (into) => {
        await writeFile(join(into, tokensFile), bytesOfArray(tokens));
        const prepared = await writePrepared(into, manifest, facts, { targets: [tokens], split, windows: starts });
        signal.throwIfAborted();
        return prepared;
      },
      { replace: true },
    );
  });
}

/** The column that is asked for, or the one that can only be meant. */
function columnOfTexts(manifest: TableManifest, asked: string | undefined): ManifestColumn {
  const { columns } = manifest;
  const path = 'data.column';
  if (asked !== undefined) {
    const found = findColumn(manifest, asked, 'datasets.columnUnknown', path);
    if (isText(found.kind)) return found;
    throw new UserError('datasets.notTexts', { column: asked }, { path });
  }
  const usual = columns.find(({ name, kind }) => ['text', 'character'].includes(name) && isText(kind));
  const [only, ...others] = columns.filter(({ kind }) => kind === 'text');
  const found = usual ?? (others.length === 0 ? only : undefined);
  if (found === undefined) {
    const names = columns.map(({ name }) => name).join(', ');
    throw new UserError('datasets.corpusColumn', { columns: names }, { path });
  }
  return found;
}

function isText(kind: ManifestColumn['kind']): boolean {
  return kind === 'text' || kind === 'category';
}

/** Rows that were lines or characters are one text; any other row is a text of its own, and a missing one is none. */
function corpusOf(cells: readonly (string | null)[], { options: { format } }: TableManifest): Corpus {
  // An empty line is stored as a missing cell.
  if (format === 'lines') return { texts: cells.map((line) => `${line ?? ''}\n`), separate: false };
  const texts = cells.filter((cell) => cell !== null);
  if (format === 'characters') return { texts: [texts.join('')], separate: false };
  return { texts, separate: true };
}

function sizeOf({ tokens, characters }: TokenRun): { tokens: number; characters: number } {
  return { tokens: tokens.length, characters };
}

interface TokenWindows {
  readonly tokens: Int32Array;
  /** By token, where the window of those before it begins; 0 where it has none. */
  readonly starts: Int32Array;
  /** Tokens that are to be told. */
  readonly split: Split;
}

function layWindows(written: Readonly<Record<(typeof parts)[number], TokenRun>>, spec: TextSpec): TokenWindows {
  const total = parts.reduce((sum, part) => sum + written[part].tokens.length, 0);
  if (total > mostTokens) {
    throw new UserError('datasets.corpusTooLarge', { tokens: total, most: mostTokens }, { path: 'data.tokenizer' });
  }
  const tokens = new Int32Array(total);
  const starts = new Int32Array(total);
  const { length, stride } = spec;
  const targets: Partial<Record<(typeof parts)[number], Int32Array>> = {};
  let from = 0;
  for (const part of parts) {
    const own = written[part].tokens;
    const step = part === 'train' ? stride : 1;
    if (own.length <= length && (part === 'train' || spec.split[part] > 0)) {
      const params = { part, tokens: own.length, needed: length + 1 };
      throw new UserError('datasets.corpusTooShort', params, { path: 'data.length' });
    }
    tokens.set(own, from);
    const count = Math.max(0, Math.ceil((own.length - length) / step));
    const first = from + length;
    targets[part] = Int32Array.from({ length: count }, (_, index) => first + index * step);
    for (let row = first; row < from + own.length; row += step) starts[row] = row - length;
    from += own.length;
  }
  const none = new Int32Array();
  const { train = none, validation = none, test = none } = targets;
  return { tokens, starts, split: { train, validation, test } };
}

function unknownWarnings(written: Readonly<Record<(typeof parts)[number], TokenRun>>): DataWarning[] {
  return parts.flatMap((part) => {
    const { tokens } = written[part];
    const count = tokens.reduce((sum, token) => sum + Number(token === unknownToken), 0);
    if (count === 0) return [];
    const share = Math.max(0.01, Math.round((count / tokens.length) * 1e4) / 100);
    return [warning('datasets.tokensUnknown', { part, count, tokens: tokens.length, share })];
  });
}
