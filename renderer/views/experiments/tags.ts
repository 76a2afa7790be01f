/** Tags as a person writes several of them. */

const segmenter = new Intl.Segmenter();

/** Separated by commas of either keyboard; each once, at most sixty characters long. */
export function tagsOf(text: string): string[] {
  const tags = text.split(/[,，、]/u).map((tag) => shortened(tag.trim()));
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/** Characters as people count them: an emoji of several code points is one. */
function shortened(tag: string): string {
  return Array.from(segmenter.segment(tag), ({ segment }) => segment)
    .slice(0, 60)
    .join('');
}
