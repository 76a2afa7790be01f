/** Which columns of a wide table are drawn. Pure: pixels in, column numbers out. */

export interface ColumnWindow {
  readonly first: number;
  /** One past the last column drawn. */
  readonly end: number;
  /** Width of the columns left out on either side, in pixels. */
  readonly before: number;
  readonly after: number;
}

/** Pixels drawn beyond each edge, so that scrolling does not show blanks. */
const usualMargin = 240;

/** `widths`: of the columns that scroll; `room`: what pinned columns leave of the view. */
export function columnsInSight(
  widths: readonly number[],
  scrollLeft: number,
  room: number,
  margin = usualMargin,
): ColumnWindow {
  const [from, to] = [scrollLeft - margin, scrollLeft + room + margin];
  let [first, end, before, after, left] = [-1, 0, 0, 0, 0];
  widths.forEach((width, index) => {
    const right = left + width;
    if (right <= from) before += width;
    else if (left >= to) after += width;
    else {
      if (first < 0) first = index;
      end = index + 1;
    }
    left = right;
  });
  return first < 0 ? { first: 0, end: 0, before, after } : { first, end, before, after };
}
