/** Where a waiting run goes when a key is pressed, and how one that is dragged is known. */

export const dragType = 'application/x-athanor-queued-run';

/** The place after Alt with this key, from 0; null for a key that moves nothing, or nothing further. */
export function placeAfterKey(key: string, place: number, count: number): number | null {
  const wanted = { ArrowUp: place - 1, ArrowDown: place + 1, Home: 0, End: count - 1 }[key];
  return wanted === undefined || wanted === place || wanted < 0 || wanted >= count ? null : wanted;
}
