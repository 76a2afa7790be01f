/** Checks what holds for every file: its length, its name, and that it opens by saying what it is for. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listSourceFiles } from './source-files.ts';

const hardLimit = 600;
const reviewLimit = 400;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/u;
const opening = /^(#!.*\n)?\s*(\/\/|\/\*|<!--|#|""")/u;

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface FileReport {
  readonly problems: readonly string[];
  /** Files that are long enough for a reviewer to ask whether they are two. */
  readonly long: readonly string[];
  readonly summary: string;
}

export function inspectFiles(files: readonly SourceFile[]): FileReport {
  const problems: string[] = [];
  const long: string[] = [];
  const lengths: number[] = [];
  for (const { path, text } of files) {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    lengths.push(lines);
    if (lines > hardLimit) problems.push(`${path}: ${lines} lines; the limit is ${hardLimit}. Split it by concept.`);
    else if (lines > reviewLimit) long.push(`${path}: ${lines} lines`);
    // Components are named as the tags that they are.
    if (!path.endsWith('.svelte') && !path.endsWith('.py') && !kebabCase.test(basename(path))) {
      problems.push(`${path}: the name is not in kebab-case.`);
    }
    if (!opening.test(text)) problems.push(`${path}: the first line does not say in a comment what the file is for.`);
  }
  lengths.sort((left, right) => left - right);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return {
    problems,
    long,
    summary: `${files.length} files, ${total} lines, median ${median}, longest ${lengths.at(-1) ?? 0}`,
  };
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..', '..');
  const files = listSourceFiles(root).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const { problems, long, summary } = inspectFiles(files);
  for (const problem of problems) console.error(problem);
  for (const file of long) console.log(`long: ${file}`);
  console.log(summary);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
