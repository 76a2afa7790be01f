/** One whole file of every format that can be imported: what the fuzz starts from. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { waveFile } from '../support/wave.ts';
import { zipFile } from '../support/zip.ts';

export interface FuzzSource {
  /** With the ending that says what it is. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Puts the changed bytes where they lie in the file that is imported; left out: they are the file. */
  readonly wrap?: (bytes: Uint8Array) => Uint8Array;
  /** Whole files that belong to it, in the same folder, by name. */
  readonly beside?: Readonly<Record<string, Uint8Array>>;
}

const golden = (path: string): Uint8Array => readFileSync(new URL(`../golden/${path}`, import.meta.url));

function csv(): Uint8Array {
  const rows = Array.from(
    { length: 40 },
    (_, row) => `${row},"a ""quoted"" text",${row / 7},2024-01-${(row % 28) + 1},甲`,
  );
  return Buffer.from(`number,text,fraction,day,"name, with a comma"\n${rows.join('\n')}\n`);
}

/** Big-endian header and bytes, as the MNIST family has them. */
function idx(shape: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length);
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis));
  const values = Uint8Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, at) => at % 251);
  return Buffer.concat([header, values]);
}

const inZip =
  (ending: string, whole: Uint8Array) =>
  (bytes: Uint8Array): Uint8Array =>
    zipFile([
      { name: `cat/a.${ending}`, content: bytes },
      { name: `cat/b.${ending}`, content: whole },
      { name: `dog/c.${ending}`, content: whole },
    ]);

const text = Buffer.from('白日依山尽，\r\n黄河入海流。\tA line, "quoted" 🌞\n\n', 'utf8');

const png = golden('images/files/color.png');
/** A tenth of a second. */
const sound = waveFile(
  Int16Array.from({ length: 800 }, (_, at) => 9000 * Math.sin(at / 5)),
  8000,
);

export const fuzzSources: readonly FuzzSource[] = [
  { file: 'a.csv', bytes: csv() },
  { file: 'a.tsv', bytes: golden('tables/table-comma.tsv') },
  { file: 'gb.csv', bytes: golden('tables/table-gb.csv') },
  { file: 'utf16.csv', bytes: Buffer.from(`\ufeff${Buffer.from(csv()).toString()}`, 'utf16le') },
  { file: 'a.csv.gz', bytes: gzipSync(csv()) },
  { file: 'inside.csv.gz', bytes: csv(), wrap: (bytes) => gzipSync(bytes) },
  // Texts of a folder, in an archive.
  { file: 'a.txt', bytes: text },
  { file: 'texts.zip', bytes: text, wrap: inZip('txt', text) },
  { file: 'wide.zip', bytes: Buffer.from(`\ufeff${text.toString()}`, 'utf16le'), wrap: inZip('txt', text) },
  { file: 'a.json', bytes: golden('tables/table.json') },
  { file: 'a.jsonl', bytes: golden('tables/table.jsonl') },
  { file: 'a.parquet', bytes: golden('tables/table.parquet') },
  { file: 'a.xlsx', bytes: golden('tables/table.xlsx') },
  {
    file: 'sheet.xlsx',
    bytes: Buffer.from(sheet()),
    wrap: (bytes) => zipFile(workbookParts(bytes)),
  },
  { file: 'a.sqlite', bytes: golden('tables/table.sqlite') },
  { file: 'a.feather', bytes: golden('tables/table-uncompressed.feather') },
  { file: 'lz4.feather', bytes: golden('tables/table-lz4.feather') },
  { file: 'zstd.feather', bytes: golden('tables/table-zstd.feather') },
  { file: 'a.arrows', bytes: golden('tables/table.arrows') },
  {
    file: 'train-images-idx3-ubyte',
    bytes: idx([12, 6, 5]),
    beside: { 'train-labels-idx1-ubyte': idx([12]) },
  },
  { file: 'train-labels-idx1-ubyte', bytes: idx([12]), beside: { 'train-images-idx3-ubyte': idx([12, 6, 5]) } },
  { file: 'a.npz', bytes: golden('images/files/digits.npz') },
  { file: 'a.npy', bytes: golden('images/files/bytes.npy') },
  { file: 'images.zip', bytes: golden('images/files/folders.zip') },
  { file: 'png.zip', bytes: png, wrap: inZip('png', png) },
  { file: 'jpg.zip', bytes: golden('images/files/color.jpg'), wrap: inZip('jpg', golden('images/files/color.jpg')) },
  { file: 'sounds.zip', bytes: inZip('wav', sound)(sound) },
  { file: 'wav.zip', bytes: sound, wrap: inZip('wav', sound) },
];

function sheet(): string {
  const cell = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const rows = Array.from(
    { length: 20 },
    (_, row) => `<row r="${row + 2}"><c><v>${row}</v></c>${cell('x &amp; y')}</row>`,
  );
  return `<?xml version="1.0"?><worksheet><sheetData><row r="1">${cell('a')}${cell('b')}</row>${rows.join('')}</sheetData></worksheet>`;
}

function workbookParts(bytes: Uint8Array): { name: string; content: string | Uint8Array }[] {
  return [
    {
      name: 'xl/workbook.xml',
      content: '<workbook><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    },
    { name: 'xl/worksheets/sheet1.xml', content: bytes },
  ];
}
