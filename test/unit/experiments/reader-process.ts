/** A second process that reads a store until told to stop, and says how often and with how many errors. */
import BetterSqlite3 from 'better-sqlite3';

const database = new BetterSqlite3(process.argv[2] ?? '', { readonly: true, timeout: 0 });
const read = database.prepare(
  'SELECT runs.epochs_done AS done, (SELECT sum(count) FROM points) AS points, (SELECT max(best_epoch) FROM metrics) FROM runs',
);
let reads = 0;
let torn = 0;
const errors: string[] = [];
let stopped = false;
process.on('message', () => {
  stopped = true;
});

function turn(): void {
  for (let count = 0; count < 20; count++) {
    try {
      const row = read.get() as { done: number; points: number | null };
      reads += 1;
      // Two metrics and the seconds of an epoch, in one transaction: a reader never sees half of it.
      if ((row.points ?? 0) !== row.done * 3) torn += 1;
    } catch (error) {
      errors.push(String(error));
    }
  }
  if (stopped) process.send?.({ reads, torn, errors }, () => process.exit(0));
  else setImmediate(turn);
}
process.send?.('ready');
turn();
