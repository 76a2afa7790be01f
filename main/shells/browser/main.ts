/** Entry of the browser shell. */
import { runBrowserShell } from './run-shell.ts';

await runBrowserShell({ args: process.argv.slice(2) });
