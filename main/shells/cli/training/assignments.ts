/** `--set training.seed=3` and the like. */
import { UserError } from '../../../base/errors.ts';

/** By path; of equal paths the last counts. */
export function parseAssignments(list: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((item) => {
      const at = item.indexOf('=');
      if (at < 1) throw new UserError('cli.setSyntax', { found: item });
      return [item.slice(0, at).trim(), item.slice(at + 1)];
    }),
  );
}
