/** Reads `--data DIR` from Electron's argument list, which has Chromium's own switches in it too. */
import { resolve } from 'node:path';

/** The data folder that the person named, absolute; null where none is named. */
export function readDataFolder(args: readonly string[], workingFolder: string): string | null {
  for (const [index, argument] of args.entries()) {
    const following = args[index + 1];
    if (argument === '--data' && following !== undefined) return resolve(workingFolder, following);
    if (argument.startsWith('--data=') && argument.length > '--data='.length) {
      return resolve(workingFolder, argument.slice('--data='.length));
    }
  }
  return null;
}
