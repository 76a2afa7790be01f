/** Nasty files: each becomes a table as it should, or is refused with a message that names file and place. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../../main/base/errors.ts';
import { csv } from '../../../main/datasets/importers/csv.ts';
import type { OpenRequest } from '../../../main/datasets/importers/importer.ts';
import { json } from '../../../main/datasets/importers/json.ts';
import { Database } from '../../../main/datasets/process/database.ts';
import { openSource } from '../../../main/datasets/source/source.ts';
import { unpack } from '../../../main/datasets/source/unpack.ts';
import { importTable } from '../../../main/datasets/table/import-table.ts';
import { tableRows } from '../../../main/datasets/table/rows.ts';
import { errorText } from '../../../resources/messages/error-text.ts';
import { corpus } from '../../corpus/tables/cases.ts';
import type { CorpusCase } from '../../corpus/tables/case.ts';
import { never, userError, Workbench } from './tables.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

async function write({ file, content }: CorpusCase): Promise<void> {
  if (typeof content === 'function') await content(bench.path(file));
  else writeFileSync(bench.path(file), content);
}

/** A table, or the UserError; anything else is ours and fails the test. */
async function outcome(given: CorpusCase) {
  const before = readdirSync(bench.folder).sort();
  try {
    return await bench.import(given.file, given.options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Nothing half-written is left.
    expect(readdirSync(bench.folder).sort()).toEqual(before);
    return error;
  }
}

describe.each(Object.entries(corpus))('%s', (_, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, given) => {
    await write(given);
    const { expected } = given;
    const found = await outcome(given);
    if ('code' in expected) {
      expect(found).toMatchObject({ code: expected.code, params: expected.params ?? {} });
      if (!(found instanceof UserError)) return;
      for (const locale of ['en', 'zh'] as const) {
        const { message, hint } = errorText(locale, found);
        expect(hint).not.toBeNull();
        if ('file' in found.params) expect(message).toContain(given.file.replace(/\.gz$/, ''));
      }
      return;
    }
    if (found instanceof UserError) throw found;
    if (expected.rows !== undefined) expect(found.rows).toBe(expected.rows);
    if (expected.columns !== undefined) {
      const columns = found.columns.map(({ name, kind }) => [name, kind]);
      expect(columns).toEqual(Object.entries(expected.columns));
    }
    if (expected.warnings !== undefined) expect(found.warnings.map(({ code }) => code)).toEqual(expected.warnings);
    if (expected.rejected !== undefined) expect(found.rejected.map(({ line }) => line)).toEqual(expected.rejected);
    if (expected.cells !== undefined) {
      const page = { folder: bench.datasetFolder(found), offset: 0, limit: 100, sort: null };
      expect((await tableRows(page, never)).rows).toEqual(expected.cells);
    }
  });
});

describe('a file that goes while it is imported', () => {
  test.each(['a.csv', 'a.jsonl', 'a.csv.gz'])('%s is refused, and nothing is left', async (file) => {
    const rows = Array.from({ length: 20_000 }, (_, row) => ({ a: row, b: `text ${row}` }));
    const csv = `a,b\n${rows.map(({ a, b }) => `${a},${b}`).join('\n')}\n`;
    const content = {
      'a.csv': csv,
      'a.jsonl': rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
      'a.csv.gz': gzipSync(csv),
    }[file];
    const path = bench.write(file, content ?? '');
    const gone = importTable(
      { files: [{ path, file }], folder: bench.nextFolder(), options: {} },
      () => rmSync(path, { force: true }),
      never,
    );
    const { code, params } = await userError(gone);
    expect(['datasets.fileMissing', 'datasets.sourceChanged', 'datasets.notReadable']).toContain(code);
    expect(params).toMatchObject({ file });
    expect(readdirSync(bench.folder)).toEqual([]);
  });
});

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  /** A request whose scratch file lies on a disk without room. */
  async function request(file: string, content: string | Uint8Array, scratchFile: string): Promise<OpenRequest> {
    const scratch = bench.path('scratch');
    mkdirSync(scratch);
    symlinkSync('/dev/full', join(scratch, scratchFile));
    const source = await openSource({ path: bench.write(file, content), file });
    return { source, options: {}, scratch, preview: false, mendLineEnds: true, signal: never };
  }
  test('is named while rows are staged', async () => {
    expect(await userError(json.open(await request('a.json', '[{"a":1}]', 'staged.csv')))).toMatchObject({
      code: 'datasets.diskFull',
    });
  });
  test('is named while a text is transcoded', async () => {
    expect(await userError(csv.open(await request('a.csv', 'a\r1\n', 'source.csv')))).toMatchObject({
      code: 'datasets.diskFull',
    });
  });
  test('is named while a file is unpacked', async () => {
    const given = await request('a.csv.gz', gzipSync('a,b\n1,2\n'), 'unpacked');
    expect(await userError(unpack(given.source, given))).toMatchObject({ code: 'datasets.diskFull' });
  });
  test('is named while the table is written', async () => {
    await using database = await Database.open({ read: [], write: '/dev' }, never);
    const writing = database.run("COPY (SELECT range AS a FROM range(100000)) TO '/dev/full' (FORMAT parquet)");
    expect(await userError(writing)).toMatchObject({ code: 'datasets.diskFull' });
  });
});

test('there are at least sixty', () => {
  expect(Object.values(corpus).flat().length).toBeGreaterThanOrEqual(60);
});
