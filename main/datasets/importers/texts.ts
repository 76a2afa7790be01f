/**
 * Plain texts as a table: a row a file (of a folder, an archive or a list, with the folder or the list's column as label), a
 * row a line, or a row a character, which a language model learns from in windows.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { openClassFolders } from '../files/class-folders.ts';
import type { FileRequest, OpenedFiles } from '../files/layout.ts';
import { openListedFiles } from '../files/listed-files.ts';
import { isTextName } from '../files/names.ts';
import { openFiles } from '../files/open-files.ts';
import { FileRefused, type FileTree } from '../files/tree.ts';
import type { NamedFile, Source } from '../source/source.ts';
import { decodedText } from '../text/decoded.ts';
import { textHead } from '../text/encoding.ts';
import { warning, type ColumnKind, type DataWarning, type RejectedRow } from '../types.ts';
import type { OpenedTable, OpenRequest } from './importer.ts';
import { stagedFileName, stageTable, type StagedItem } from './staged.ts';

type TextsRequest = Omit<OpenRequest, 'source' | 'mendLineEnds'>;

/** A text of a folder or a list. */
interface TextFile {
  readonly name: string;
  readonly label: string | null;
  readonly part: string | null;
  read(): Promise<Uint8Array>;
}

/**
 * A row a file. Null where nothing says that this is meant: `options.texts` does not, and the source is neither a folder nor
 * an archive with texts in it. Throws UserError `datasets.noTexts` where it is meant and there are none.
 */
export async function openTextFiles(
  request: TextsRequest,
  named: NamedFile,
): Promise<{ readonly table: OpenedTable; readonly source: Source } | null> {
  const { options, signal, scratch } = request;
  const { path, file } = named;
  const isMeant = options.texts === 'files';
  const information = await stat(path).catch(() => null);
  const mayBe = isMeant || information?.isDirectory() === true || /\.zip$/iu.test(file);
  if (options.texts !== undefined && !isMeant) return null;
  if (!mayBe) return null;
  const opened = await openFiles(path, file, { archives: /\.zip$/iu, isExample: isTextName, signal });
  if (opened === null) {
    if (!isMeant) return null;
    throw new UserError('datasets.noTexts', { file }, { location: { file } });
  }
  const { tree, isList } = opened;
  try {
    const found = await findTexts(tree, isList);
    if (found.texts.length === 0) {
      if (!isMeant) return null;
      throw new UserError('datasets.noTexts', { file }, { location: { file } });
    }
    const { texts, warnings } = found;
    const hasLabels = texts.some(({ label }) => label !== null);
    const hasParts = texts.some(({ part }) => part !== null);
    const columns = ['text', ...(hasLabels ? ['label'] : []), 'file', ...(hasParts ? ['part'] : [])];
    const declared = new Map<string, ColumnKind>([
      ['text', 'text'],
      ['label', 'category'],
      ['file', 'text'],
      ['part', 'category'],
    ]);
    const bytes = tree.files.reduce((sum, one) => sum + one.bytes, 0);
    const table = await stageTable(stagedRequest(request, { ...named, bytes, modified: 0, start: new Uint8Array() }), {
      format: 'texts',
      header: false,
      columns,
      declared: new Map([...declared].filter(([name]) => columns.includes(name))),
      warnings,
      items: rowsOf(texts, { hasLabels, hasParts, encoding: options.encoding }),
    });
    // What was read, in order, is what the data set is made of; the folder itself may change.
    const staged = join(scratch, stagedFileName);
    const { mtimeMs, size } = await stat(staged);
    return { table, source: { path: staged, file, bytes: size, modified: mtimeMs, start: new Uint8Array() } };
  } finally {
    await tree.close();
  }
}

/** A row a line, or a row a character (code points; every line end is one line feed). */
export async function openPlainText(request: TextsRequest, source: Source): Promise<OpenedTable> {
  const { options, signal } = request;
  const { encoding, guessed } = textHead(source, options.encoding);
  const isLines = options.texts === 'lines';
  const column = isLines ? 'text' : 'character';
  const pieces = withLineFeeds(decodedText(source, encoding, signal));
  return stageTable(stagedRequest(request, source), {
    format: isLines ? 'lines' : 'characters',
    header: false,
    columns: [column],
    declared: new Map([[column, isLines ? 'text' : 'category']]),
    warnings: guessed ? [warning('datasets.encodingGuessed', { encoding })] : [],
    items: isLines ? lineRows(pieces) : characterRows(pieces),
  });
}

/** A text that reads NA says so. */
function stagedRequest(request: TextsRequest, source: Source): OpenRequest {
  const options = { ...request.options, missing: request.options.missing ?? [] };
  return { ...request, options, source, mendLineEnds: false };
}

async function findTexts(
  tree: FileTree,
  isList: boolean,
): Promise<{ readonly texts: readonly TextFile[]; readonly warnings: DataWarning[] }> {
  const request: FileRequest = { tree, options: {}, isExample: isTextName, notAnExample: 'not a text' };
  const opened = isList ? await openListedFiles(request) : openClassFolders(request);
  const labelled = opened === null ? [] : labelledTexts(opened);
  const known = new Set(labelled.map(({ name }) => name));
  // A folder of texts without classes is one too; what a list does not name is not meant.
  const others = isList ? [] : tree.files.filter(({ path }) => isTextName(path) && !known.has(path));
  const unlabelled = others.map((file): TextFile => ({
    name: file.path,
    label: null,
    part: null,
    read: () => tree.read(file),
  }));
  const leftOut = [
    ...tree.refused,
    ...(opened?.rejected ?? []).filter(({ reason }) => reason !== 'unlabelled' || isList),
  ].map(({ file }) => file);
  const names = [...new Set(leftOut)];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ' …' : '');
  const warnings = names.length === 0 ? [] : [warning('datasets.textsLeftOut', { count: names.length, files: shown })];
  return { texts: [...labelled, ...unlabelled], warnings: [...warnings, ...(opened?.warnings ?? [])] };
}

function labelledTexts({ files, classes, read }: OpenedFiles): TextFile[] {
  return files.map(({ name, label, part }, index) => ({
    name,
    label: classes[label] ?? null,
    part,
    read: () => read(index),
  }));
}

async function* rowsOf(
  texts: readonly TextFile[],
  {
    hasLabels,
    hasParts,
    encoding,
  }: { readonly hasLabels: boolean; readonly hasParts: boolean; readonly encoding: string | undefined },
): AsyncGenerator<StagedItem> {
  for (const [index, one] of texts.entries()) {
    const { name, label, part } = one;
    const line = index + 1;
    try {
      const start = await one.read();
      const { text } = textHead({ path: name, file: name, bytes: start.byteLength, modified: 0, start }, encoding);
      yield { line, cells: [normalized(text), ...(hasLabels ? [label] : []), name, ...(hasParts ? [part] : [])] };
    } catch (error) {
      yield { rejected: { file: name, line: 1, reason: reasonOf(error), found: null, text: name } };
    }
  }
}

/** Throws what is no fault of the file. */
function reasonOf(error: unknown): RejectedRow['reason'] {
  if (error instanceof FileRefused) return error.reason === 'large' ? 'tooLong' : 'other';
  if (!(error instanceof UserError)) throw error;
  if (error.code === 'datasets.encoding') return 'encoding';
  return error.code === 'datasets.nulByte' ? 'nul' : 'other';
}

function normalized(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** A carriage return at the end of a piece may belong to a line feed that is still to come. */
async function* withLineFeeds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = '';
  for await (const piece of pieces) {
    const whole = held + piece;
    held = whole.endsWith('\r') ? '\r' : '';
    yield normalized(held === '' ? whole : whole.slice(0, -1));
  }
  yield normalized(held);
}

async function* lineRows(pieces: AsyncIterable<string>): AsyncGenerator<StagedItem> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      yield { line, cells: [text] };
    }
  }
  if (rest !== '') yield { line: line + 1, cells: [rest] };
}

async function* characterRows(pieces: AsyncIterable<string>): AsyncGenerator<StagedItem> {
  let line = 1;
  // Half of a character of two units may end a piece.
  let half = '';
  for await (const piece of pieces) {
    const whole = half + piece;
    half = /[\uD800-\uDBFF]$/u.test(whole) ? whole.slice(-1) : '';
    for (const character of half === '' ? whole : whole.slice(0, -1)) {
      yield { line, cells: [character] };
      if (character === '\n') line += 1;
    }
  }
}
