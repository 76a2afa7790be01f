/** Our side of the recipe benchmark: what the recipe editor shows after a change, of a data set that is there. */
import type { Measurement } from '../case.ts';
import { importTable, inApp, measured, versions } from './in-app.ts';

const { file, target, column } = JSON.parse(process.argv[2] ?? '') as {
  readonly file: string;
  readonly target: string;
  readonly column: string;
};
const preprocess = {
  columns: { [column]: [{ step: 'impute' }, { step: 'clip', quantiles: [0.01, 0.99] }, { step: 'standardize' }] },
};
const values = await inApp(file, async (client) => {
  const id = await importTable(client, file);
  const preview = (): Promise<unknown> =>
    client.datasets.previewRecipe({ id, experiment: { data: { target, preprocess } }, columns: [column], rows: 8 });
  // A person has opened the editor before they change anything in it.
  await preview();
  return measured(preview);
});
const measurement: Measurement = { values, loss: 0, versions };
process.stdout.write(`${JSON.stringify(measurement)}\n`);
