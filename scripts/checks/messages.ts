/** Checks the message catalogue: both languages alike, every code in it, no text unused, every text well formed. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { listSourceFiles } from './source-files.ts';

export type Catalogue = Readonly<Record<string, string>>;

export interface CatalogueFile {
  /** The file's name without `.json`. */
  readonly area: string;
  readonly messages: Catalogue;
}

export interface CodeFile {
  readonly path: string;
  readonly text: string;
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

export function findMessageProblems(
  languages: Readonly<Record<string, readonly CatalogueFile[]>>,
  code: readonly CodeFile[],
): string[] {
  const problems: string[] = [];
  const merged = new Map<string, Map<string, string>>();
  for (const [language, files] of Object.entries(languages)) {
    const all = new Map<string, string>();
    for (const { area, messages } of files) {
      for (const [key, text] of Object.entries(messages)) {
        if (all.has(key)) problems.push(`${language}/${area}.json: ${key} is in another file too.`);
        all.set(key, text);
      }
    }
    merged.set(language, all);
  }
  const [reference, ...others] = [...merged];
  if (reference === undefined) return ['There is no catalogue.'];
  for (const other of others) problems.push(...compareLanguages(reference, other));
  problems.push(...compareWithCode(reference[1], code));
  return problems;
}

function compareLanguages(
  [leftName, left]: [string, ReadonlyMap<string, string>],
  [rightName, right]: [string, ReadonlyMap<string, string>],
): string[] {
  const problems: string[] = [];
  for (const key of left.keys())
    if (!right.has(key)) problems.push(`${key} is in ${leftName} and not in ${rightName}.`);
  for (const key of right.keys())
    if (!left.has(key)) problems.push(`${key} is in ${rightName} and not in ${leftName}.`);
  for (const [key, text] of left) {
    const twin = right.get(key);
    if (twin === undefined) continue;
    const here = argumentsOf(leftName, text);
    const there = argumentsOf(rightName, twin);
    if (here === null) problems.push(`${leftName}: ${key} is not a well-formed ICU message.`);
    if (there === null) problems.push(`${rightName}: ${key} is not a well-formed ICU message.`);
    // A language may leave a parameter out (a plural without its number), never invent one.
    const unknown = [...(there ?? [])].filter((name) => here !== null && !here.has(name));
    if (unknown.length > 0)
      problems.push(`${rightName}: ${key} uses {${unknown.join('}, {')}}, which ${leftName} has not.`);
    if (text.trim() === '' || twin.trim() === '') problems.push(`${key} is empty.`);
  }
  return problems;
}

/** Kinds of element that name no parameter: literal text, and the `#` of a plural. */
const wordless: ReadonlySet<number> = new Set([0, 7]);

/** Names of a message's parameters; null where it does not parse. */
function argumentsOf(language: string, text: string): Set<string> | null {
  const names = new Set<string>();
  const walk = (elements: readonly Element[]): void => {
    for (const element of elements) {
      if (!wordless.has(element.type)) names.add((element as { value: string }).value);
      if ('options' in element) for (const option of Object.values(element.options)) walk(option.value);
      if ('children' in element) walk(element.children);
    }
  };
  try {
    walk(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
    return names;
  } catch {
    return null;
  }
}

const thrownCode = /\b(?:UserError|queryProblem|wrongValue)\(\s*(['"])([^'"]+)\1/gu;
const literal = /(['"`])([\w-]+(?:\.[\w-]+)*)\1/gu;
/** A key that is put together: "`window.status.${status}`" uses every key of that form. */
const template = /`((?:[\w.-]|\$\{[^`{}]*\})+)`/gu;

function compareWithCode(messages: ReadonlyMap<string, string>, code: readonly CodeFile[]): string[] {
  const problems: string[] = [];
  const literals = new Set<string>();
  const patterns: RegExp[] = [];
  for (const { path, text } of code) {
    for (const [, , thrown = ''] of text.matchAll(thrownCode)) {
      if (!messages.has(`error.${thrown}`)) problems.push(`${path}: the code ${thrown} has no text error.${thrown}.`);
    }
    for (const [, , name = ''] of text.matchAll(literal)) literals.add(name);
    for (const [, form = ''] of text.matchAll(template)) patterns.push(...patternOf(form));
  }
  const isUsed = (key: string) => {
    const bare = key.startsWith('error.') ? key.slice('error.'.length).replace(/\.hint$/u, '') : key;
    return [key, bare].some((name) => literals.has(name) || patterns.some((pattern) => pattern.test(name)));
  };
  for (const key of messages.keys()) if (!isUsed(key)) problems.push(`${key} is used nowhere.`);
  return problems;
}

/**
 * The keys that a template can stand for. One that opens with a variable, and `error.${code}`, stand for anything: what
 * they show is judged by the codes.
 */
function patternOf(form: string): RegExp[] {
  const [start = '', ...rest] = form.split(/\$\{[^`{}]*\}/u);
  if (!start.includes('.') || start === 'error.' || rest.length === 0) return [];
  return [new RegExp(`^${[start, ...rest].map((part) => part.replaceAll('.', '\\.')).join('.+')}$`, 'u')];
}

/** Keys that stand twice in a file, of which JSON silently takes the last: what merging leaves behind. One key a line. */
export function repeatedKeys(text: string): string[] {
  const keys = Array.from(text.matchAll(/^\s*"([^"]+)":/gmu), ([, key = '']) => key);
  return [...new Set(keys.filter((key, place) => keys.indexOf(key) !== place))];
}

function repeatedIn(root: string): string[] {
  const folder = join(root, 'resources', 'messages');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json'))
    .flatMap((path) =>
      repeatedKeys(readFileSync(join(folder, path), 'utf8')).map((key) => `${path}: ${key} is in it twice.`),
    );
}

export function readCatalogue(root: string): Record<string, CatalogueFile[]> {
  const folder = join(root, 'resources', 'messages');
  return Object.fromEntries(
    ['en', 'zh'].map((language) => [
      language,
      readdirSync(join(folder, language))
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => ({
          area: basename(file, '.json'),
          messages: JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Catalogue,
        })),
    ]),
  );
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  const code = listSourceFiles(root)
    .filter((path) => /^(bin|main|renderer|resources|scripts)\//u.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const catalogue = readCatalogue(root);
  const problems = [...repeatedIn(root), ...findMessageProblems(catalogue, code)];
  for (const problem of problems) console.error(problem);
  const count = (catalogue.en ?? []).reduce((sum, { messages }) => sum + Object.keys(messages).length, 0);
  console.log(`${count} messages, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
