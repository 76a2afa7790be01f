/** Which runs a command is about: those named, or those that a query finds. */
import { UserError } from '../../../base/errors.ts';
import type { Connection } from '../connection.ts';

/** Throws UserError `cli.noRunsNamed` where neither names nor a query were given, and whatever the query is wrong in. */
export async function chosenRuns(
  client: Connection['client'],
  names: readonly string[],
  where: string | undefined,
): Promise<string[]> {
  if (names.length === 0 && where === undefined) throw new UserError('cli.noRunsNamed');
  return [...names, ...(where === undefined ? [] : await client.runs.find({ where }))];
}
