/** The rows of the source that are not in the table, kept beside it: one JSON object a line. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RejectedRow } from '../types.ts';

export const rejectedFileName = 'rejected.jsonl';

export async function writeRejected(folder: string, rejected: readonly RejectedRow[]): Promise<void> {
  await writeFile(join(folder, rejectedFileName), rejected.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
