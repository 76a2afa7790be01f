/** The browser shell with another window than the built one: its folder comes first. */
import { runBrowserShell } from '../../../main/shells/browser/run-shell.ts';

const [folder = '', ...args] = process.argv.slice(2);
await runBrowserShell({ args, folder });
