/** Begins a run, shows its progress, and ends with its report: what `train`, `runs resume` and `runs extend` have in common. */
import type { RunSummary } from '../../../api/contract/run-types.ts';
import type { Surroundings } from '../command.ts';
import type { Client } from '../connection.ts';
import { exitStatus, statusOfRun } from '../exit-status.ts';
import { createProgressView } from '../terminal/progress.ts';
import { followRun } from './follow-run.ts';
import { listenForInterrupts } from './interrupts.ts';
import { readRunMaterial, runReport } from './run-report.ts';

/** What is said of the ended run beyond its report: parts of the document, and text. */
export type Afterword = (client: Client, id: string) => Promise<{ readonly document: object; readonly text: string }>;

/** Gives the status with which the process ends. */
export async function watchRun(
  { console, connect }: Surroundings,
  begin: (client: Client) => Promise<RunSummary>,
  afterword?: Afterword,
): Promise<number> {
  const interrupts = listenForInterrupts();
  try {
    const { client, remote } = await connect();
    const view = createProgressView(
      console.progress,
      { left: (time) => console.text('cli.progress.left', { time }) },
      () => performance.now(),
    );
    if (remote) view.note(console.text('cli.train.remote'));
    const { id, interrupted } = await followRun({ client, console, view, interrupts, begin });
    const material = await readRunMaterial(client, console, id);
    const more = await afterword?.(client, id);
    console.document({ ...material.document, ...more?.document });
    console.answer([runReport(material, console), ...(more === undefined ? [] : [more.text])].join('\n\n'));
    const { status, error } = material.run;
    if (!console.json && error !== null) console.note(console.errorLines(error));
    return interrupted !== null && status === 'stopped' ? exitStatus[interrupted] : statusOfRun(status);
  } finally {
    interrupts.close();
  }
}
