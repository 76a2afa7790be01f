/** The window's own memory between visits: small strings that may be lost without harm. */

/** Reads a remembered value; null where there is none or the browser keeps nothing. */
export function readStored(key: string, area: 'local' | 'session' = 'local'): string | null {
  try {
    return (area === 'local' ? localStorage : sessionStorage).getItem(`athanor.${key}`);
  } catch {
    return null;
  }
}

/** Remembers a value; null forgets it. A full or forbidden store is no error: the value then lives for this visit. */
export function writeStored(key: string, value: string | null, area: 'local' | 'session' = 'local'): void {
  try {
    const storage = area === 'local' ? localStorage : sessionStorage;
    if (value === null) storage.removeItem(`athanor.${key}`);
    else storage.setItem(`athanor.${key}`, value);
  } catch {
    // Nothing to do: see above.
  }
}
