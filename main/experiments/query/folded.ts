/** Upper and lower case made alike. The store gives SQL the same function by this name. */
export function folded(text: string): string {
  return text.toLowerCase();
}
