/** Finds how many threads train fastest here and now: two are faster or far slower, by machine and load. */

/** Chunks timed per candidate; the fastest counts, so that one disturbance does not decide. */
const rounds = 3;

/**
 * The fastest of the candidates.
 *
 * @param time runs a few steps on a session of its own with that many threads and returns milliseconds; the training's
 *   state must not be touched
 */
export async function chooseThreads(
  candidates: readonly number[],
  time: (threads: number, round: number) => Promise<number>,
): Promise<number> {
  let chosen = candidates[0] ?? 1;
  if (candidates.length < 2) return chosen;
  const fastest = new Map<number, number>();
  // In turn, not one after the other: the load of the machine changes meanwhile.
  for (let round = 0; round < rounds; round += 1) {
    for (const threads of candidates) {
      const milliseconds = await time(threads, round);
      fastest.set(threads, Math.min(fastest.get(threads) ?? Number.POSITIVE_INFINITY, milliseconds));
    }
  }
  for (const threads of candidates) {
    if ((fastest.get(threads) ?? 0) < (fastest.get(chosen) ?? 0)) chosen = threads;
  }
  return chosen;
}
