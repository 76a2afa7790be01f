/** Which rows of a long table are drawn. Pure: pixels in, row numbers out. */

export interface TableWindow {
  readonly first: number;
  /** One past the last row drawn. */
  readonly end: number;
  /** Height of the rows left out above and below, in pixels. */
  readonly above: number;
  readonly below: number;
}

/** Rows drawn beyond each edge, so that scrolling does not show blanks. */
const usualMargin = 12;

export function windowOf(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number,
  margin = usualMargin,
): TableWindow {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - margin));
  const end = Math.min(count, Math.max(first, Math.ceil((scrollTop + height) / rowHeight) + margin));
  return { first, end, above: first * rowHeight, below: (count - end) * rowHeight };
}
