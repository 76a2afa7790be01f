/** A CSV beside the files: a row a file, with its path and its class. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import { sniffDialect } from '../text/dialect.ts';
import { parseRecords } from '../text/records.ts';
import type { FileRequest, ListedFile, OpenedFiles } from './layout.ts';
import { orderClasses, partOf } from './names.ts';
import type { TreeFile } from './tree.ts';
import type { RejectedFile } from './types.ts';

const listEndings = /\.(csv|tsv|txt)$/iu;
const largestList = 256 * 2 ** 20;
const mostRows = 2_000_000;
const pathNames =
  /^(path|file|file_?name|file_?path|text|text_?file|image|image_?(id|name|path|file)|img|audio|audio_?(id|name|path|file)|clip|wav|id)$/iu;
const labelNames = /^(label|labels|class|class_?name|category|target|species|breed)$/iu;
const partNames = /^(split|part|set|subset|partition)$/iu;

/** Null where there is no list of such files. */
export async function openListedFiles(request: FileRequest): Promise<OpenedFiles | null> {
  const { tree, options, isExample } = request;
  // A list lies beside the files or above them, and there is one.
  const lists = tree.files.filter(
    ({ path }) => listEndings.test(path) && !isExample(path) && path.split('/').length <= 2,
  );
  const [list] = lists;
  const hasExamples = tree.files.some(({ path }) => isExample(path));
  if (list === undefined || lists.length > 1 || !hasExamples) return null;
  const table = await readList(request, list);
  const findFile = fileFinder(request, list);
  const chosen = options.pathColumn !== undefined || options.labelColumn !== undefined;
  const columns = chooseColumns(table, request, list, (name) => findFile(name) !== null);
  if (columns === null) {
    if (!chosen) return null;
    throw new UserError('files.listNamesNothing', { file: list.path }, { location: { file: list.path } });
  }
  const rejected: RejectedFile[] = [...tree.refused];
  const rows: { file: TreeFile; label: string; part: string }[] = [];
  const taken = new Set<string>();
  table.rows.forEach((row, index) => {
    const name = row[columns.path] ?? '';
    const label = (row[columns.label] ?? '').trim();
    const line = `${list.path}, row ${index + 1}`;
    const file = findFile(name);
    if (leadsOut(name)) rejected.push({ file: name, reason: 'outside', detail: line });
    else if (file === null) rejected.push({ file: name, reason: 'gone', detail: line });
    else if (label === '') rejected.push({ file: name, reason: 'unlabelled', detail: line });
    else if (!taken.has(file.path)) {
      taken.add(file.path);
      rows.push({ file, label, part: columns.part === null ? '' : (row[columns.part] ?? '') });
    }
  });
  for (const { path } of tree.files) {
    if (isExample(path) && !taken.has(path)) rejected.push({ file: path, reason: 'unlabelled', detail: list.path });
  }
  const classes = orderClasses(rows.map(({ label }) => label));
  const numbers = new Map(classes.map((name, index) => [name, index]));
  return {
    classes,
    files: rows.map(({ file, label, part }): ListedFile => ({
      name: file.path,
      label: numbers.get(label) ?? 0,
      part: partOf(part.trim()),
      bytes: file.bytes,
    })),
    rejected,
    warnings: [],
    columns: table.header,
    read: async (index) => {
      const item = rows[index];
      if (item === undefined) throw new RangeError(`there is no file ${index}`);
      return tree.read(item.file);
    },
    close: () => tree.close(),
  };
}

interface List {
  /** Made up where the list has none. */
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

async function readList({ tree, isExample }: FileRequest, list: TreeFile): Promise<List> {
  const location = { file: list.path };
  if (list.bytes > largestList) throw new UserError('files.listTooLarge', { file: list.path }, { location });
  const bytes = await tree.read(list);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('gb18030').decode(bytes);
  }
  const { delimiter, quote } = sniffDialect(text.slice(0, 2 ** 20), text.length <= 2 ** 20, {});
  const { records } = parseRecords(text, delimiter, quote, mostRows, true);
  const [first = [], ...rest] = records;
  // Where the first row names a file, it is no header.
  if (first.some(isExample)) return { header: first.map((_, index) => `column_${index + 1}`), rows: records };
  return { header: first.map((name) => name.trim()), rows: rest };
}

/** Absolute paths, and those that climb out of the folder. */
function leadsOut(name: string): boolean {
  return /^([a-z]:|[/\\])/iu.test(name) || name.split(/[/\\]/u).includes('..');
}

/** Paths are relative to the list; where that names nothing, the ending may be left out, or the folder. */
function fileFinder({ tree, isExample }: FileRequest, list: TreeFile): (name: string) => TreeFile | null {
  const exact = new Map<string, TreeFile>();
  const loose = new Map<string, TreeFile | null>();
  const folder = list.path.includes('/') ? list.path.slice(0, list.path.lastIndexOf('/') + 1) : '';
  for (const file of tree.files) {
    if (!isExample(file.path)) continue;
    exact.set(file.path, file);
    const base = file.path.slice(file.path.lastIndexOf('/') + 1);
    for (const key of [base, base.replace(/\.[^.]+$/u, '')]) loose.set(key, loose.has(key) ? null : file);
  }
  return (given) => {
    if (leadsOut(given)) return null;
    const name = given.trim().replaceAll('\\', '/').replace(/^\.\//u, '');
    return exact.get(folder + name) ?? exact.get(name) ?? loose.get(name) ?? null;
  };
}

function chooseColumns(
  { header, rows }: List,
  { options }: FileRequest,
  list: TreeFile,
  isFile: (name: string) => boolean,
): { readonly path: number; readonly label: number; readonly part: number | null } | null {
  const sample = rows.slice(0, 100);
  const filesIn = (index: number): number => sample.filter((row) => isFile(row[index] ?? '')).length;
  const path = named(options.pathColumn, header, list, () => {
    const counts = header.map((_, index) => filesIn(index));
    const most = Math.max(0, ...counts);
    if (most * 2 < sample.length || most === 0) return -1;
    const byName = header.findIndex((name, index) => pathNames.test(name) && counts[index] === most);
    return byName >= 0 ? byName : counts.indexOf(most);
  });
  if (path < 0) return null;
  const part = header.findIndex(
    (name, index) => index !== path && partNames.test(name) && sample.every((row) => partOf((row[index] ?? '').trim())),
  );
  const label = named(options.labelColumn, header, list, () => {
    const byName = header.findIndex((name, index) => index !== path && labelNames.test(name));
    return byName >= 0 ? byName : header.findIndex((_, index) => index !== path && index !== part);
  });
  return label < 0 ? null : { path, label, part: part < 0 ? null : part };
}

function named(given: string | undefined, header: readonly string[], list: TreeFile, find: () => number): number {
  if (given === undefined) return find();
  const index = header.indexOf(given);
  if (index >= 0) return index;
  const params = { file: list.path, column: given, nearest: nearestName(given, header), columns: header.join(', ') };
  throw new UserError('files.listColumnUnknown', params, { location: { file: list.path, column: given } });
}
