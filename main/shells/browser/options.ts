/** The arguments of the browser shell. */
import { parseArgs } from 'node:util';
import { UserError } from '../../base/errors.ts';

export interface BrowserOptions {
  /** Null: the usual data folder. */
  readonly dataFolder: string | null;
  /** 0: any that is free. */
  readonly port: number;
  /** Whether to open a window; where there is no display none is opened either. */
  readonly open: boolean;
}

/** Throws UserError `browser.badArgument` or `browser.badPort`. */
export function readBrowserOptions(args: readonly string[]): BrowserOptions {
  const { data, port = '0', 'no-open': noOpen } = parse(args);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UserError('browser.badPort', { found: port });
  return { dataFolder: data ?? null, port: Number(port), open: noOpen !== true };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { data: { type: 'string' }, port: { type: 'string' }, 'no-open': { type: 'boolean' } },
    }).values;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError('browser.badArgument', { detail }, { cause: error });
  }
}
