/** Trains an experiment in an app and waits for its end. */
import { expect } from 'vitest';
import type { RunDetail } from '../../../main/api/contract/index.ts';
import type { App } from '../../../main/app/index.ts';
import { pause } from './app-host.ts';

/** @param folder what the experiment's paths are relative to */
export async function trainInApp(app: App, experiment: Record<string, unknown>, folder: string): Promise<RunDetail> {
  const { id } = await app.client.runs.submit({ experiment, folder });
  for (;;) {
    const run = await app.client.runs.get({ id });
    expect(run.error).toBeNull();
    if (run.status === 'completed') return run;
    await pause(20);
  }
}
