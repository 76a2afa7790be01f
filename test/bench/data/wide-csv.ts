/**
 * Writes the table of the import benchmarks: whole and fractional numbers, words, codes, dates, truths, some of them missing.
 * Equal rows for equal arguments: every cell is a hash of its row and column. `wide-csv.ts PATH ROWS`.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [path = '', rows = ''] = process.argv.slice(2);
/** 0 up to 1, by row and column. */
const draw = (column: number): string => `(hash(i * 32 + ${column}) % 1000000007 / 1000000007.0)`;
const missing = (column: number, share: number, cell: string): string =>
  `CASE WHEN ${draw(column + 16)} >= ${share} THEN ${cell} END`;
const columns: Record<string, string> = {
  id: 'i',
  amount: `round(${draw(1)} * 100000, 2)`,
  price: `round(exp(${draw(2)} * 9), 4)`,
  ratio: `${draw(3)}::DOUBLE`,
  balance: `round((${draw(4)} - 0.5) * 1e7, 2)`,
  temperature: missing(5, 0.05, `round(${draw(5)} * 60 - 20, 1)`),
  pressure: `round(950 + ${draw(6)} * 100, 3)`,
  latitude: `round(${draw(7)} * 180 - 90, 6)`,
  longitude: `round(${draw(8)} * 360 - 180, 6)`,
  count: `floor(${draw(9)} * 1000)::INTEGER`,
  code: `floor(${draw(10)} * 1000000000)::INTEGER`,
  year: `(1950 + floor(${draw(11)} * 75))::INTEGER`,
  score: missing(12, 0.02, `floor(${draw(12)} * 101)::INTEGER`),
  day: `DATE '2000-01-01' + floor(${draw(13)} * 9000)::INTEGER`,
  active: `(${draw(14)} < 0.3)`,
  country: `list_extract(['Austria', 'Brazil', 'Canada', 'Denmark', 'Ethiopia', 'France', 'Ghana', 'Hungary'], 1 + floor(${draw(15)} * 8)::INTEGER)`,
  colour: missing(14, 0.1, `list_extract(['red', 'green', 'blue', 'black'], 1 + floor(${draw(0)} * 4)::INTEGER)`),
  customer: `concat('customer number ', floor(${draw(1)} * 200000)::INTEGER)`,
  reference: `md5(i::VARCHAR)`,
  target: `round(sin(${draw(2)} * 6.28) + ${draw(4)} * 0.1, 5)`,
};
const select = Object.entries(columns).map(([name, cell]) => `${cell} AS ${name}`);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(
  `COPY (SELECT ${select.join(', ')} FROM range(${Number(rows)}) AS rows(i)) TO '${path.replaceAll("'", "''")}' (HEADER, DELIMITER ',')`,
);
connection.closeSync();
instance.closeSync();
