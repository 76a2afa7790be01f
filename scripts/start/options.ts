/** The arguments of `npm start`, and which shell they ask for. */
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** `null` where the person left the choice to us. */
  readonly shell: 'electron' | 'browser' | null;
  /** What the shell itself is given. */
  readonly electronArguments: readonly string[];
  readonly browserArguments: readonly string[];
}

export function readStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      electron: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
    },
  });
  const data = values.data === undefined ? [] : ['--data', values.data];
  const port = values.port === undefined ? [] : ['--port', values.port];
  // A port and an unopened window only mean something to the browser shell.
  const browser = values.browser || values.port !== undefined || values['no-open'];
  return {
    shell: browser ? 'browser' : values.electron ? 'electron' : null,
    electronArguments: data,
    browserArguments: [...data, ...port, ...(values['no-open'] ? ['--no-open'] : [])],
  };
}
