/**
 * Writes a table of numbers and a target that they explain, of any size: `numbers-csv.ts PATH ROWS COLUMNS`.
 * Numbers from 0 to 1 with six decimals, nine bytes each as text, four as float32. Equal tables for equal arguments.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [path = '', rows = '', columns = ''] = process.argv.slice(2);
/** 0 up to 1, by row and column. */
const draw = (column: number): string => `(hash(i * 1024 + ${column}) % 1000003 / 1000003.0)`;
const features = Array.from({ length: Number(columns) }, (_, column) => `${draw(column)}::DECIMAL(7, 6) AS x${column}`);
// Three columns explain all of it but uniform noise of standard deviation 0.1.
const target = `round(sin(6.2832 * ${draw(0)}) + ${draw(1)} + ${draw(2)} * ${draw(1)} + 0.35 * (${draw(1001)} - 0.5), 3) AS y`;
const instance = await DuckDBInstance.create(':memory:', { memory_limit: '512MB', threads: '2' });
const connection = await instance.connect();
await connection.run(
  `COPY (SELECT ${[...features, target].join(', ')} FROM range(${Number(rows)}) AS rows(i)) TO '${path.replaceAll("'", "''")}' (HEADER, DELIMITER ',')`,
);
connection.closeSync();
instance.closeSync();
