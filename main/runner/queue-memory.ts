/** What of the queue outlives the app: the order of those that wait, whether it is held, and how many train at once. */
import { z } from 'zod';
import type { JsonValue } from '../experiments/records.ts';
import type { SettingTable } from '../experiments/store.ts';

/** As many as a machine may be asked to train at once. */
export const mostAtOnce = 16;

const key = 'queue';

const memorySchema = z.object({
  order: z.array(z.string()),
  held: z.boolean(),
  concurrency: z.int().min(1).max(mostAtOnce),
});
export type QueueMemory = z.infer<typeof memorySchema>;

/** What was kept; null where nothing was, or nothing that can be read. */
export function readQueueMemory(settings: Pick<SettingTable, 'get'>): QueueMemory | null {
  return memorySchema.safeParse(settings.get(key)).data ?? null;
}

export function writeQueueMemory(settings: Pick<SettingTable, 'set'>, memory: QueueMemory): void {
  settings.set(key, memory satisfies JsonValue);
}

/** Ids that wait in the order that was kept; those that it does not know come last, as they came. */
export function inOrder(ids: readonly string[], order: readonly string[]): string[] {
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = (id: string): number => place.get(id) ?? order.length;
  return ids.toSorted((one, other) => placeOf(one) - placeOf(other));
}
