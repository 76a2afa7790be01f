/** Remembers where the window was, and forgets it where no screen shows that place any more. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
type Rectangle = z.infer<typeof rectangle>;

const windowState = z.object({ bounds: rectangle, maximized: z.boolean() });
export type WindowState = z.infer<typeof windowState>;

/** The smallest window that the design is drawn for. */
export const minimumSize = { width: 860, height: 560 };
export const usualSize = { width: 1280, height: 800 };

/** Pixels of the title bar that must be on a screen, so that the window can be taken hold of. */
const grip = { width: 120, height: 40 };

/** The remembered state where it is readable and some screen still shows its title bar; else null. */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState | null {
  let state: WindowState;
  try {
    state = windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
  const { x, y, width } = state.bounds;
  const bar = { x, y, width, height: grip.height };
  return screens.some((screen) => shows(screen, bar)) ? state : null;
}

function shows(screen: Rectangle, bar: Rectangle): boolean {
  const width = Math.min(screen.x + screen.width, bar.x + bar.width) - Math.max(screen.x, bar.x);
  const height = Math.min(screen.y + screen.height, bar.y + bar.height) - Math.max(screen.y, bar.y);
  return width >= grip.width && height >= grip.height;
}

/** Losing a window's place is no reason to fail, so a full disk is passed over. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  } catch {
    // The old state stays, or none.
  }
}
