/** Where things lie: in a source checkout, and in an installed app, which ships its own Node. */
import { join } from 'node:path';

export interface Locations {
  readonly renderer: string;
  readonly preload: string;
  readonly icon: string;
  /** A plain Node for the child processes; never Electron's own, whose allocator ends them on large tensors. */
  readonly node: string;
}

export interface Installation {
  /** `app.isPackaged`. */
  readonly packaged: boolean;
  /** `app.getAppPath()`: the checkout's root, or the app's archive. */
  readonly appFolder: string;
  /** `process.resourcesPath`. */
  readonly resourcesFolder: string;
  readonly platform: NodeJS.Platform;
}

export function findLocations({ packaged, appFolder, resourcesFolder, platform }: Installation): Locations {
  const executable = platform === 'win32' ? 'node.exe' : 'node';
  return {
    renderer: join(appFolder, 'dist', 'renderer'),
    preload: join(appFolder, 'dist', 'main', 'preload.cjs'),
    icon: join(packaged ? resourcesFolder : join(appFolder, 'resources'), 'icons', 'athanor.png'),
    node: packaged
      ? join(resourcesFolder, 'node', executable)
      : join(appFolder, 'node_modules', 'node', 'bin', executable),
  };
}
