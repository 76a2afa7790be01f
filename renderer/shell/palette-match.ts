/** Finds what was meant from a few letters. Pure. */

/** A score of how well `query` fits `text`: null if its letters do not occur in order; more is better. */
export function matchScore(query: string, text: string): number | null {
  const wanted = query.trim().toLowerCase();
  const given = text.toLowerCase();
  if (wanted === '') return 0;
  const whole = given.indexOf(wanted);
  if (whole === 0) return 1000 - given.length;
  if (whole > 0) return (isBoundary(given, whole) ? 800 : 600) - whole - given.length / 100;
  let score = 300;
  let from = 0;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const at = given.indexOf(letter, from);
    if (at < 0) return null;
    score -= at - from;
    if (isBoundary(given, at)) score += 5;
    from = at + letter.length;
  }
  return score;
}

function isBoundary(text: string, index: number): boolean {
  return index === 0 || /[\s\-_./:]/u.test(text.charAt(index - 1));
}
