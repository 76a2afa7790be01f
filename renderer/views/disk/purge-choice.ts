/** What is ticked when the list of what can be deleted opens, and how much that is. */
import type { PurgeCandidate } from '../../../main/api/contract/index.ts';

/** What nobody asked for by a rule or by deleting it is ticked by hand. */
const unasked: ReadonlySet<PurgeCandidate['kind']> = new Set(['prepared', 'backup']);

export function ticked(all: readonly PurgeCandidate[]): string[] {
  return all.filter(({ kind }) => !unasked.has(kind)).map(({ key }) => key);
}

export function bytesOf(all: readonly PurgeCandidate[], keys: ReadonlySet<string>): number {
  return all.reduce((sum, { key, bytes }) => (keys.has(key) ? sum + bytes : sum), 0);
}
