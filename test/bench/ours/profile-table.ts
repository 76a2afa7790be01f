/** Our side of the profile benchmark: all that the window shows of a table's columns, of a data set just brought in. */
import type { Measurement } from '../case.ts';
import { importTable, inApp, measured, versions } from './in-app.ts';

const { file, target } = JSON.parse(process.argv[2] ?? '') as { readonly file: string; readonly target: string };
const values = await inApp(file, async (client) => {
  const id = await importTable(client, file);
  return measured(() => client.datasets.profile({ id, target }));
});
const measurement: Measurement = { values, loss: 0, versions };
process.stdout.write(`${JSON.stringify(measurement)}\n`);
