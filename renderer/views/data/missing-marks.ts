/** The marks for a missing cell, as a person types them: parted by commas, each once. */
export function parseMissing(text: string): string[] {
  return [...new Set(text.split(',').map((mark) => mark.trim()))].filter((mark) => mark !== '');
}
