/** Letters by which compared runs are called: A to Z, then A2, B2, … */
export function letterOf(place: number): string {
  const round = Math.floor(place / 26);
  return `${String.fromCodePoint(65 + (place % 26))}${round === 0 ? '' : String(round + 1)}`;
}
