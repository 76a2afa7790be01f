/** Our side of the import benchmark: a CSV through the app into a data set, as a window would ask for it. */
import type { Measurement } from '../case.ts';
import { importTable, inApp, measured, versions } from './in-app.ts';

const { file } = JSON.parse(process.argv[2] ?? '') as { readonly file: string };
const values = await inApp(file, async (client) => {
  // The data process is there before a person has chosen a file.
  await client.datasets.preview({ source: { kind: 'path', path: file } });
  return measured(() => importTable(client, file));
});
const measurement: Measurement = { values, loss: 0, versions };
process.stdout.write(`${JSON.stringify(measurement)}\n`);
