/** Images in the window: bytes become pictures, pages come as they are wanted, and an import follows its corrections. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ImageOptions } from '../../../main/api/contract/index.ts';
import { ImageImport } from '../../../renderer/views/data/images/image-import.svelte.ts';
import { ImagePages, pageSize } from '../../../renderer/views/data/images/image-pages.svelte.ts';
import { opaque, picturesOf } from '../../../renderer/views/data/images/picture.ts';

type Api = ConstructorParameters<typeof ImageImport>[0];

describe('pictures', () => {
  it('are cut out of the bytes one after the other', () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, index) => index);
    const [first, second, ...others] = picturesOf({ height: 2, width: 2, channels: 3 }, bytes, 2);
    expect(others).toEqual([]);
    expect([first?.pixels[0], second?.pixels[0], second?.pixels.length]).toEqual([0, 12, 12]);
  });

  it('give a canvas red, green, blue and opacity, grey in all three', () => {
    const color = opaque({ height: 1, width: 2, channels: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect([...color]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    const grey = opaque({ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(7, 8) });
    expect([...grey]).toEqual([7, 7, 7, 255, 8, 8, 8, 255]);
  });
});

/** Images of one pixel, whose value is their row. */
function imagesApi(total: number) {
  const images = vi.fn(({ offset, limit }: { offset: number; limit: number }) => {
    const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index);
    return Promise.resolve({
      images: rows.map((row) => ({ row, name: `${String(row)}.png`, label: 0, part: null })),
      total,
      height: 1,
      width: 1,
      channels: 1,
      pixels: new Blob([Uint8Array.from(rows)]),
    });
  });
  return { images, api: { datasets: { images } } as unknown as Api };
}

describe('ImagePages', () => {
  it('fetches what is wanted once, and knows each image by its place', async () => {
    const { images, api } = imagesApi(pageSize + 5);
    const pages = new ImagePages(api, { id: 'd', edge: 96, label: 2 }, (error) => {
      throw error;
    });
    expect([pages.total, pages.at(0)]).toEqual([null, undefined]);
    await Promise.all([pages.want(0, 3), pages.want(1, 2)]);
    expect(images).toHaveBeenCalledTimes(1);
    expect(images).toHaveBeenCalledWith({ id: 'd', edge: 96, label: 2, offset: 0, limit: pageSize });
    await pages.want(pageSize - 1, pageSize + 5);
    expect(images).toHaveBeenCalledTimes(2);
    const last = pages.at(pageSize + 4);
    expect([pages.total, last?.row, last?.picture.pixels[0]]).toEqual([pageSize + 5, pageSize + 4, pageSize + 4]);
    expect(pages.at(pageSize + 5)).toBeUndefined();
  });

  it('tells of a failure, and asks again when wanted again', async () => {
    const { images, api } = imagesApi(1);
    images.mockRejectedValueOnce(new Error('gone'));
    const failures: unknown[] = [];
    const pages = new ImagePages(api, { id: 'd', edge: 96 }, (error) => failures.push(error));
    await pages.want(0, 1);
    expect(failures).toEqual([new Error('gone')]);
    await pages.want(0, 1);
    expect(pages.at(0)?.name).toBe('0.png');
  });
});

describe('ImageImport', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function setUp() {
    const previewImages = vi.fn(({ options }: { options: ImageOptions }) => {
      const settled = { size: [1, 2], channels: 1, resize: 'crop', onBadFile: 'keepAside', ...options };
      const samples = [
        { name: 'cat/a.png', label: 0 },
        { name: 'dog/b.png', label: 1 },
      ];
      const bytes = settled.size.reduce((product, side) => product * side, samples.length * settled.channels);
      return Promise.resolve({
        bytes: 9,
        options: settled,
        samples,
        pixels: new Blob([new Uint8Array(bytes).fill(3)]),
      });
    });
    const importImages = vi.fn(async function* () {
      await Promise.resolve();
      yield { kind: 'progress', doneBytes: 4, totalBytes: 9, rows: 1 };
      yield { kind: 'done', dataset: { id: 'd1' } };
    });
    const datasets = { previewImages, importImages };
    return { ...datasets, api: { datasets } as unknown as Api };
  }

  it('shows samples of the size in force, and imports what was chosen under the name given', async () => {
    const { previewImages, importImages, api } = setUp();
    const session = new ImageImport(api, { path: '/home/me/pets/' });
    expect(session.name).toBe('pets');
    await session.start();
    expect(session.preview?.samples.map(({ picture }) => picture)).toEqual(
      [3, 3].map(() => ({ height: 1, width: 2, channels: 1, pixels: Uint8Array.of(3, 3) })),
    );
    session.change({ size: [2, 2], channels: 3 });
    session.change({ resize: 'fit' });
    await vi.runAllTimersAsync();
    expect(previewImages).toHaveBeenCalledTimes(2);
    expect(session.preview?.samples[1]?.picture.pixels).toHaveLength(12);
    session.name = 'my pets';
    expect(await session.import()).toEqual({ id: 'd1' });
    expect(importImages.mock.calls[0]).toEqual([
      {
        source: { kind: 'path', path: '/home/me/pets/' },
        options: { size: [2, 2], channels: 3, resize: 'fit' },
        name: 'my pets',
      },
      { signal: expect.any(AbortSignal) as AbortSignal },
    ]);
    expect(session.progress).toEqual({ done: 4, total: 9, rows: 1 });
  });
});
