/** Linux' own list of processes. */
import { readdirSync, readFileSync } from 'node:fs';

/** All processes that one has started, and those that they have. */
export function processesBelow(parent: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/u.test(entry))) {
    try {
      // The name in brackets may hold anything; the parent is the second field after it.
      const [, after = ''] = /\) (.*)$/su.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
      parents.set(Number(name), Number(after.split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (pid: number): number[] =>
    [...parents].filter(([, of]) => of === pid).flatMap(([child]) => [child, ...below(child)]);
  return below(parent);
}

/** MiB that a process holds, or has held at most; 0 for one that is gone. */
export function memoryOf(pid: number, what: 'now' | 'at most'): number {
  const line = what === 'now' ? /^VmRSS:\s+(\d+) kB$/mu : /^VmHWM:\s+(\d+) kB$/mu;
  try {
    return Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
