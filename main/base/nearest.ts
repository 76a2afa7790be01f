/** Finds the known name that a mistyped one was probably meant to be. */

/** Edits (insertions, deletions, replacements, swaps of neighbours) from one name to another. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) edits = Math.min(edits, (beforeLast[column - 2] ?? 0) + 1);
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/**
 * The nearest of `known`, ignoring case, or null where none is near: more than a third of the letters would have to
 * change (always at least two may), and neither name begins with the other.
 */
export function nearestName(name: string, known: readonly string[]): string | null {
  const wanted = name.toLowerCase();
  if (wanted === '') return null;
  let best: { readonly name: string; readonly edits: number } | null = null;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    const begins = wanted.length >= 3 && (lower.startsWith(wanted) || wanted.startsWith(lower));
    const edits = begins ? 1 : distance(wanted, lower);
    const near = begins || edits <= Math.min(wanted.length - 1, Math.max(2, Math.floor(wanted.length / 3)));
    if (near && (best === null || edits < best.edits)) best = { name: candidate, edits };
  }
  return best?.name ?? null;
}
