/** The `athanor` command: reads its arguments, runs one command, ends with its status. */
import { CommanderError } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { Console } from './console.ts';
import { exitStatus } from './exit-status.ts';
import { chooseLocale } from './locale.ts';
import { createProgram, usageError } from './program.ts';

const given = process.argv.slice(2);
const console = new Console({
  locale: chooseLocale(given, process.env, Intl.DateTimeFormat().resolvedOptions().locale),
  json: given.includes('--json'),
});

let status: number = exitStatus.success;
try {
  const program = createProgram({ console, version: packageJson.version, end: (value) => (status = value) });
  if (given.length === 0) program.outputHelp();
  else await program.parseAsync(given, { from: 'user' });
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  const refused = usageError(error);
  if (refused !== null) {
    console.fail(refused);
    status = exitStatus.usage;
  }
}
// Not left to the event loop: a native library's thread must not keep a finished command alive.
process.exit(status);
