/** Reads a report file that a test program may or may not have lived to write. */
import { readFileSync } from 'node:fs';

/** The parsed report; null where there is none or only half of one. */
export function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
