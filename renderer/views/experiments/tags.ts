/** Tags as a person writes several of them. */

/** Separated by commas of either keyboard; each once, at most sixty characters long. */
export function tagsOf(text: string): string[] {
  const tags = text.split(/[,，、]/u).map((tag) => [...tag.trim()].slice(0, 60).join(''));
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
