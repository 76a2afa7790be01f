/** Begins a run, or has one go on, and shows it until it has ended, or until a person stops it. */
import { finalStatuses, type ChangeEvent, type RunSummary } from '../../../api/contract/run-types.ts';
import { BugError } from '../../../base/errors.ts';
import type { Client } from '../connection.ts';
import type { Console } from '../console.ts';
import type { ProgressView } from '../terminal/progress.ts';
import type { Interrupt, Interrupts } from './interrupts.ts';
import { RunProgress } from './run-progress.ts';

export interface FollowOptions {
  readonly client: Client;
  readonly console: Console;
  readonly view: ProgressView;
  readonly interrupts: Interrupts;
  /** Submits, resumes or extends. */
  readonly begin: (client: Client) => Promise<RunSummary>;
}

export interface Followed {
  readonly id: string;
  /** How a person ended it; null where it ended by itself. */
  readonly interrupted: Interrupt | null;
}

export async function followRun({ client, console, view, interrupts, begin }: FollowOptions): Promise<Followed> {
  const leave = new AbortController();
  try {
    // Before it begins, so that no change of the run is missed.
    const changes = await client.runs.changes(undefined, { signal: leave.signal });
    const submitted = await begin(client);
    const progress = new RunProgress(submitted, console, () => performance.now());
    view.update(progress.state);

    void interrupts.first.then(async () => {
      view.note(console.text('cli.train.stopping'));
      // Too late is no error: the run has just ended by itself.
      await client.runs.stop({ id: submitted.id }).catch(() => undefined);
    });
    let run = await client.runs.get({ id: submitted.id });
    for (const warning of run.warnings) view.note(warningText(console, warning));
    let warned = run.warnings.length;
    if (!finalStatuses.has(run.status)) {
      for await (const batch of changes) {
        for (const event of batch) {
          progress.observe(event);
          if (event.kind === 'resync') run = await client.runs.get({ id: submitted.id });
          const summary = event.kind === 'resync' ? run : summaryOf(event, submitted.id);
          if (summary === null) continue;
          progress.observe({ kind: 'run', run: summary });
          for (const warning of summary.warnings.slice(warned)) view.note(warningText(console, warning));
          warned = summary.warnings.length;
          if (finalStatuses.has(summary.status)) leave.abort();
        }
        view.update(progress.state);
        if (leave.signal.aborted) break;
      }
      if (!leave.signal.aborted) throw new BugError('the stream of changes ended before the run');
    }
    view.end();
    return { id: submitted.id, interrupted: interrupts.pending };
  } finally {
    leave.abort();
  }
}

function summaryOf(event: ChangeEvent, id: string): RunSummary | null {
  return event.kind === 'run' && event.run.id === id ? event.run : null;
}

export function warningText(console: Console, warning: RunSummary['warnings'][number]): string {
  return console.text('cli.warning', { message: console.warning(warning) });
}
