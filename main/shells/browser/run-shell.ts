/** Runs the browser shell as this process: prints the window's address, serves until told to stop. */
import { errorText } from '../../../resources/messages/error-text.ts';
import { formatMessage, localeOf } from '../../../resources/messages/index.ts';
import { serializeError } from '../../base/errors.ts';
import { readBrowserOptions } from './options.ts';
import { serveWindow } from './serve-window.ts';

export interface ShellSettings {
  readonly args: readonly string[];
  /** The built window; only tests have another than ours. */
  readonly folder?: string;
}

/** Ends the process: with 0 when it was told to stop or the window is served already, with 1 where it cannot serve. */
export async function runBrowserShell({ args, folder }: ShellSettings): Promise<void> {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  const stated = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  const locale = localeOf(stated ?? Intl.DateTimeFormat().resolvedOptions().locale);
  try {
    const window = await serveWindow({
      ...readBrowserOptions(args),
      ...(folder === undefined ? {} : { folder }),
      onAddress(url, isOurs) {
        const line = formatMessage(locale, isOurs ? 'browser.address' : 'browser.alreadyOpen', { url });
        process.stdout.write(`${line}\n`);
      },
    });
    if (!window.isOurs) process.exit(0);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        void window.close().then(() => process.exit(0));
      });
    }
  } catch (error) {
    const { message, hint } = errorText(locale, serializeError(error));
    console.error(hint === null ? message : `${message}\n${hint}`);
    process.exit(1);
  }
}
