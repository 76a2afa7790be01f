/** How much memory this process has held at most. */
import { readFileSync } from 'node:fs';

/** Bytes of main memory at the peak, native libraries included. */
export function peakMemory(): number {
  // A child's `maxRSS` begins, on Linux, with that of the process which started it; the book of the process itself does not.
  const kibibytes = process.platform === 'linux' ? peakFromBook(readBook()) : null;
  return (kibibytes ?? process.resourceUsage().maxRSS) * 1024;
}

/** KiB, from the text of `/proc/<pid>/status`; null where it has no such line. */
export function peakFromBook(text: string): number | null {
  const found = /^VmHWM:\s+(\d+) kB$/mu.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function readBook(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
