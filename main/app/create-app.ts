/** The composition root: builds every service over one data folder. */
import type { AppRouter, Client } from '../api/router.ts';
import type { SocketHandler } from '../api/web-socket.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import type { FolderPaths } from './data-folder.ts';
import type { Log } from './log.ts';

export type ShellKind = 'electron' | 'browser' | 'cli';

export interface AppOptions {
  /** Made where it is missing. */
  readonly dataFolder: string;
  readonly shell: ShellKind;
  /** A plain Node for the child processes; this process's own where left out. */
  readonly nodePath?: string;
}

export interface App {
  readonly paths: FolderPaths;
  /** Calls in this process. */
  readonly client: Client;
  /** For an RPC handler of the shell's own, e.g. over a MessagePort. */
  readonly router: AppRouter;
  /** For a WebSocket that the shell has let in. */
  readonly sockets: SocketHandler;
  readonly store: ExperimentStore;
  readonly log: Log;
  /** Tells other processes where the window is; see `endpoint.json`. */
  announce(url: string): void;
  /** Resolves when no other process works through this one any more. */
  drained(): Promise<void>;
  /** Stops the runs, keeping their finished epochs, ends every child and lets the folder go. May be called twice. */
  close(): Promise<void>;
}
