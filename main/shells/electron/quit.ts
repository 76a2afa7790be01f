/** Ends the app in order: asks while something trains, then lets the core stop its children and close its database. */
import type { App, Dialog } from 'electron';
import { formatMessage, type Locale } from '../../../resources/messages/index.ts';

export interface Quitting {
  readonly locale: Locale;
  /** Runs that train or wait now. */
  readonly countRuns: () => Promise<number>;
  /** Stops the runs, keeping their finished epochs, and closes the database. */
  readonly close: () => Promise<void>;
  /** Milliseconds after which we end without the core. Default 15,000. */
  readonly patience?: number;
}

/** Buttons of the question; the safe one is what Escape and a closed dialog mean. */
const buttons = { quit: 0, stay: 1 };

export function quitInOrder(
  app: Pick<App, 'on' | 'exit'>,
  dialog: Pick<Dialog, 'showMessageBox'>,
  { locale, countRuns, close, patience = 15_000 }: Quitting,
): void {
  let state: 'open' | 'asking' | 'closing' = 'open';

  app.on('before-quit', (event) => {
    // Always held back: the core needs time to close, and `exit` ends us when it has.
    event.preventDefault();
    if (state !== 'open') return;
    state = 'asking';
    void askAndClose();
  });

  async function askAndClose(): Promise<void> {
    const runs = await within(countRuns(), patience, 0);
    if (runs > 0 && !(await mayQuit(runs))) {
      state = 'open';
      return;
    }
    state = 'closing';
    const ended = await within(
      close().then(() => true),
      patience,
      false,
    );
    app.exit(ended ? 0 : 1);
  }

  async function mayQuit(runs: number): Promise<boolean> {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message: formatMessage(locale, 'shell.quit.question', { runs }),
      detail: formatMessage(locale, 'shell.quit.detail'),
      buttons: [formatMessage(locale, 'shell.quit.quit'), formatMessage(locale, 'shell.quit.stay')],
      defaultId: buttons.stay,
      cancelId: buttons.stay,
    });
    return response === buttons.quit;
  }
}

/** A promise's value, or `otherwise` when it fails or takes too long: nothing may keep the app from ending. */
async function within<T>(promise: Promise<T>, milliseconds: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, milliseconds, otherwise);
  });
  try {
    return await Promise.race([promise, late]);
  } catch (error) {
    console.error(error);
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
}
