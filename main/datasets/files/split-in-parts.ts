/** Divides files that may be divided by their source already. */
import { splitRows, type Split } from '../split.ts';
import type { FileSplitSpec } from '../spec.ts';
import { partOrder, type Part } from './types.ts';

/**
 * Parts that the source makes stand; what it leaves open is drawn.
 *
 * @param labels int32 [rows], the class of each file
 * @param parts uint8 [rows], places in `partOrder`; null where the source makes none, or they shall not stand
 */
export function splitInParts(labels: Int32Array, parts: Uint8Array | null, spec: FileSplitSpec): Split {
  const rows = Int32Array.from(labels.keys());
  const inPart = (part: Part): Int32Array =>
    parts === null ? new Int32Array() : rows.filter((row) => partOrder[parts[row] ?? 0] === part);
  const test = inPart('test');
  const validation = inPart('validation');
  // What the source puts nowhere is there to be learnt from.
  const free = parts === null ? rows : rows.filter((row) => ![2, 3].includes(parts[row] ?? 0));
  const { keepParts: _, ...draw } = spec;
  const drawn = splitRows(
    free.length,
    free.map((row) => labels[row] ?? 0),
    {
      ...draw,
      test: test.length > 0 ? 0 : spec.test,
      validation: validation.length > 0 ? 0 : spec.validation,
    },
  );
  const rowsAt = (positions: Int32Array): Int32Array => positions.map((position) => free[position] ?? 0);
  return {
    train: rowsAt(drawn.train),
    validation: validation.length > 0 ? validation : rowsAt(drawn.validation),
    test: test.length > 0 ? test : rowsAt(drawn.test),
  };
}
