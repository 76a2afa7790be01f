/** The experiments that ship with Athanor, and how one is started. */
import type { RunSummary } from '../../../main/api/contract/index.ts';
import type { Client } from '../../connection/connection.svelte.ts';

export type Example = Awaited<ReturnType<Client['examples']['list']>>[number];

/** Queues an example as it stands. */
export async function startExample(client: Client, example: Example): Promise<RunSummary> {
  return client.runs.submit({ experiment: example.experiment, name: example.name });
}
