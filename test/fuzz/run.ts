/**
 * The long fuzz of the importers: `node test/fuzz/run.ts --cases 5000 --seed 7`. Prints how the cases ended, and every
 * case that broke a promise with its file, kept beside the others in the folder that is named.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { fuzzCase } from './cases.ts';
import { Judge } from './judge.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const seed = Number(values.seed);
say(`seed ${seed}`);
const kept = mkdtempSync(join(tmpdir(), 'athanor-fuzz-kept-'));
const ends = new Map<string, number>();
let judge = await Judge.open();
let broken = 0;
let slowest = 0;
for (const [index, one] of fc.sample(fuzzCase, { seed, numRuns: Number(values.cases) }).entries()) {
  const began = performance.now();
  let end: string;
  try {
    end = await judge.judge(one);
  } catch (error) {
    end = 'BROKEN';
    broken += 1;
    const place = join(kept, `${index}-${one.file}`);
    writeFileSync(place, one.bytes);
    say(`${place}\n  ${one.what.slice(0, 500)}\n  ${error instanceof Error ? error.message : String(error)}`);
    await judge[Symbol.asyncDispose]();
    judge = await Judge.open();
  }
  ends.set(end, (ends.get(end) ?? 0) + 1);
  const seconds = (performance.now() - began) / 1000;
  if (seconds > Math.max(5, slowest)) say(`case ${index} took ${seconds.toFixed(1)} s: ${one.what.slice(0, 300)}`);
  slowest = Math.max(slowest, seconds);
}
await judge[Symbol.asyncDispose]();
for (const [end, count] of [...ends].toSorted(([, one], [, other]) => other - one)) say(`${count} ${end}`);
say(`${broken} broken; the slowest took ${slowest.toFixed(1)} s; files are kept in ${kept}`);
process.exitCode = broken > 0 ? 1 : 0;
