/** What every view can reach: set once by App.svelte, read with `getApp()` while a component is being made. */
import { createContext } from 'svelte';
import type { Client, Connection } from './connection/connection.svelte.ts';
import type { I18n } from './i18n.svelte.ts';
import type { Router } from './router.svelte.ts';
import type { DatasetsStore } from './state/datasets-store.svelte.ts';
import type { MachineStore } from './state/machine-store.svelte.ts';
import type { QueueStore } from './state/queue-store.svelte.ts';
import type { RunsStore } from './state/runs-store.svelte.ts';
import type { SelectionStore } from './state/selection-store.svelte.ts';
import type { SystemStore } from './state/system-store.svelte.ts';
import type { ViewsStore } from './state/views-store.svelte.ts';
import type { UsualSettings } from './state/usual-settings.svelte.ts';
import type { Toasts } from './state/toasts.svelte.ts';
import type { Tour } from './state/tour.svelte.ts';
import type { Theme } from './theme.svelte.ts';
import type { DropDesk } from './shell/drop-desk.svelte.ts';
import type { ImportDesk } from './views/data/import-desk.svelte.ts';

export interface AppContext {
  readonly connection: Connection;
  readonly client: Client;
  readonly i18n: I18n;
  readonly router: Router;
  readonly theme: Theme;
  readonly toasts: Toasts;
  readonly datasets: DatasetsStore;
  readonly runs: RunsStore;
  /** What most runs on a data set have: what a run is told by. */
  readonly usual: UsualSettings;
  /** The runs picked for comparison, and their colours. */
  readonly selection: SelectionStore;
  readonly queue: QueueStore;
  /** Named views of the table of experiments. */
  readonly views: ViewsStore;
  readonly system: SystemStore;
  /** What runs took of the machine. */
  readonly machine: MachineStore;
  readonly imports: ImportDesk;
  readonly drops: DropDesk;
  readonly tour: Tour;
  /** The one funnel for errors that no view shows in place: message and remedy as a notice. */
  report(error: unknown): void;
}

export const [getApp, provideApp] = createContext<AppContext>();
