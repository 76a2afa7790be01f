/** Entry of the browser shell: prints the window's address, serves until told to stop. */
import { errorText } from '../../../resources/messages/error-text.ts';
import { formatMessage, localeOf } from '../../../resources/messages/index.ts';
import { serializeError } from '../../base/errors.ts';
import { readBrowserOptions } from './options.ts';
import { serveWindow } from './serve-window.ts';

const { LC_ALL, LC_MESSAGES, LANG } = process.env;
const stated = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
const locale = localeOf(stated ?? Intl.DateTimeFormat().resolvedOptions().locale);

try {
  const window = await serveWindow({
    ...readBrowserOptions(process.argv.slice(2)),
    onAddress(url, isOurs) {
      process.stdout.write(`${formatMessage(locale, isOurs ? 'browser.address' : 'browser.alreadyOpen', { url })}\n`);
    },
  });
  if (window.isOurs) {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        void window.close().then(() => process.exit(0));
      });
    }
  } else {
    process.exit(0);
  }
} catch (error) {
  const { message, hint } = errorText(locale, serializeError(error));
  console.error(hint === null ? message : `${message}\n${hint}`);
  process.exit(1);
}
