/** An import: pieces in order, the last correction wins, and leaving leaves nothing behind. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImportEvent, TableOptions, TablePreview } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { ImportSession } from '../../../renderer/views/data/import-session.svelte.ts';
import type { SourceFile } from '../../../renderer/connection/send-file.ts';
import { parseMissing } from '../../../renderer/views/data/missing-marks.ts';

type Api = ConstructorParameters<typeof ImportSession>[0];
const mebibyte = 1024 * 1024;

const preview = (options: TableOptions): TablePreview => ({
  sourceName: 'a.csv',
  bytes: 10,
  options: {
    format: 'csv',
    delimiter: ',',
    quote: '"',
    header: true,
    encoding: 'utf-8',
    decimal: '.',
    table: '',
    missing: [],
    kinds: {},
    onBadRow: 'refuse',
    ...options,
  },
  columns: [{ name: 'a', kind: 'number', missing: 0 }],
  rows: [['1']],
  tables: [],
  rejected: [{ line: 3, reason: 'tooFewFields', text: '1' }],
  warnings: [],
});

const dataset = { id: 'd1', name: 'a' };

function setUp(overrides: Record<string, unknown> = {}) {
  const datasets = {
    stageOpen: vi.fn(() => Promise.resolve({ id: 's1' })),
    stageChunk: vi.fn(() => Promise.resolve()),
    stageDiscard: vi.fn(() => Promise.resolve()),
    preview: vi.fn(({ options }: { options: TableOptions }) => Promise.resolve(preview(options))),
    import: vi.fn(async function* (): AsyncGenerator {
      await Promise.resolve();
      yield { kind: 'progress', doneBytes: 5, totalBytes: 10, rows: 1 } satisfies ImportEvent;
      yield { kind: 'done', dataset };
    }),
    ...overrides,
  };
  return { datasets, api: { datasets } as unknown as Api };
}

const file = (bytes: number, name = 'a.csv'): SourceFile => ({
  name,
  size: bytes,
  slice: (start, end) => new Blob([new Uint8Array(end - start)]),
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('ImportSession', () => {
  it('sends pieces of at most 4 MiB in order, then previews', async () => {
    const { datasets, api } = setUp();
    const session = new ImportSession(api, { file: file(9 * mebibyte), path: null });
    await session.start();
    const calls = datasets.stageChunk.mock.calls as unknown as [{ offset: number; bytes: Blob }][];
    expect(calls.map(([{ offset, bytes }]) => [offset, bytes.size])).toEqual([
      [0, 4 * mebibyte],
      [4 * mebibyte, 4 * mebibyte],
      [8 * mebibyte, mebibyte],
    ]);
    expect(session.phase).toBe('ready');
    expect(session.name).toBe('a');
  });

  it('sends nothing where the core can open the file', async () => {
    const { datasets, api } = setUp();
    await new ImportSession(api, { file: file(10), path: '/data/a.csv' }).start();
    expect(datasets.stageOpen).not.toHaveBeenCalled();
    expect(datasets.preview).toHaveBeenCalledWith({ source: { kind: 'path', path: '/data/a.csv' }, options: {} });
  });

  it('reads once after typing, and an overtaken answer does not win', async () => {
    const answers: ((found: TablePreview) => void)[] = [];
    const { datasets, api } = setUp({
      preview: vi.fn(() => new Promise<TablePreview>((resolve) => answers.push(resolve))),
    });
    const session = new ImportSession(api, { sample: 'iris' });
    const started = session.start();
    answers[0]?.(preview({}));
    await started;
    session.change({ delimiter: ';' });
    session.change({ delimiter: '|' });
    await vi.advanceTimersByTimeAsync(300);
    session.setKind('a', 'category');
    await vi.advanceTimersByTimeAsync(300);
    expect(datasets.preview).toHaveBeenCalledTimes(3);
    answers[2]?.(preview({ delimiter: '|', kinds: { a: 'category' } }));
    await vi.advanceTimersByTimeAsync(0);
    answers[1]?.(preview({ delimiter: ';' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(session.preview?.options.delimiter).toBe('|');
    expect(session.chosen).toEqual({ delimiter: '|', kinds: { a: 'category' } });
  });

  it('is blocked by bad rows until they are kept aside', async () => {
    const { api } = setUp();
    const session = new ImportSession(api, { sample: 'iris' });
    await session.start();
    expect(session.blocked).toBe(true);
    session.change({ onBadRow: 'keepAside' });
    await vi.advanceTimersByTimeAsync(300);
    expect(session.blocked).toBe(false);
  });

  it('says what the core refuses and keeps the old preview', async () => {
    const { datasets, api } = setUp();
    const session = new ImportSession(api, { sample: 'iris' });
    await session.start();
    datasets.preview.mockRejectedValueOnce(new UserError('datasets.empty', { file: 'a.csv' }));
    session.change({ encoding: 'utf-16le' });
    await vi.advanceTimersByTimeAsync(300);
    expect(session.problem?.code).toBe('datasets.empty');
    expect(session.preview).not.toBeNull();
  });

  it('imports, reports progress and discards what was staged', async () => {
    const { datasets, api } = setUp();
    const session = new ImportSession(api, { file: file(10), path: null });
    await session.start();
    expect(await session.import()).toEqual(dataset);
    expect(session.progress).toEqual({ done: 5, total: 10, rows: 1 });
    expect(session.phase).toBe('done');
    expect(datasets.stageDiscard).toHaveBeenCalledOnce();
  });

  it('cancels without an error and can be started again', async () => {
    const { api } = setUp({
      import: vi.fn((_input: unknown, { signal }: { signal: AbortSignal }) =>
        Promise.resolve(
          (async function* (): AsyncGenerator {
            yield { kind: 'progress', doneBytes: 1, totalBytes: 10, rows: 1 };
            await new Promise<void>((resolve) => {
              signal.addEventListener('abort', () => {
                resolve();
              });
            });
            throw new DOMException('Cancelled', 'AbortError');
          })(),
        ),
      ),
    });
    const session = new ImportSession(api, { sample: 'iris' });
    await session.start();
    const importing = session.import();
    await vi.advanceTimersByTimeAsync(0);
    expect(session.phase).toBe('importing');
    session.cancel();
    expect(await importing).toBeNull();
    expect([session.phase, session.problem]).toEqual(['ready', null]);
  });

  it('discards the staged file when it is left', async () => {
    const { datasets, api } = setUp();
    const session = new ImportSession(api, { file: file(10), path: null });
    await session.start();
    session.leave();
    expect(datasets.stageDiscard).toHaveBeenCalledWith({ id: 's1' });
  });
});

it('reads markers as a person types them', () => {
  expect(parseMissing(' NA, n/a ,,NA, ?')).toEqual(['NA', 'n/a', '?']);
});
