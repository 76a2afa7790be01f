/** Sounds in the window: bytes become pictures, and an archive of sounds is taken for sounds and not for images. */
import { describe, expect, it, vi } from 'vitest';
import { ImageImport } from '../../../renderer/views/data/images/image-import.svelte.ts';
import type { HandedOver } from '../../../renderer/views/data/source-import.svelte.ts';
import { SoundImport } from '../../../renderer/views/data/sounds/sound-import.svelte.ts';
import { coloured, soundPictures, waveOutline } from '../../../renderer/views/data/sounds/sound-picture.ts';
import { SoundPages } from '../../../renderer/views/data/sounds/sound-pages.svelte.ts';

type Api = ConstructorParameters<typeof SoundImport>[0];

/** Two sounds of two columns and one band. */
const pictures = {
  columns: 2,
  bands: 1,
  waves: new Blob([Int8Array.of(-10, 20, -127, 127, 0, 0, -1, 1)]),
  mels: new Blob([Uint8Array.of(0, 255, 7, 8)]),
};

describe('pictures of sounds', () => {
  it('are cut out of the bytes one after the other', async () => {
    const [first, second, ...others] = await soundPictures(pictures, 2);
    expect(others).toEqual([]);
    expect([...(first?.wave ?? [])]).toEqual([-10, 20, -127, 127]);
    expect([...(second?.mel ?? [])]).toEqual([7, 8]);
  });

  it('outline the wave along its tops and back along its bottoms, silence as a line', async () => {
    const [first, second] = await soundPictures(pictures, 2);
    if (first === undefined || second === undefined) throw new Error('no pictures');
    expect(waveOutline(first)).toBe('M0.5,107L1.5,0L1.5,254L0.5,137Z');
    expect(waveOutline(second)).toBe('M0.5,126L1.5,126L1.5,128L0.5,128Z');
  });

  it('take their colours from the table', async () => {
    const [first] = await soundPictures(pictures, 2);
    if (first === undefined) throw new Error('no picture');
    const table = Uint8ClampedArray.from({ length: 1024 }, (_, index) => Math.floor(index / 4));
    expect([...coloured(first, table)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
  });
});

describe('SoundPages', () => {
  it('fetches a page of the class that is asked for', async () => {
    const clips = vi.fn(() => Promise.resolve({ ...pictures, clips: [{ row: 4 }, { row: 5 }], total: 2 }));
    const api = { datasets: { clips } } as unknown as Api;
    const pages = new SoundPages(api, { id: 'd', label: 1 }, (error) => {
      throw error;
    });
    await pages.want(0, 1);
    expect(clips).toHaveBeenCalledWith({ id: 'd', label: 1, offset: 0, limit: 60 });
    expect([pages.total, pages.at(1)?.row, pages.at(1)?.picture.mel[1]]).toEqual([2, 5, 8]);
  });
});

describe('an import', () => {
  function api(kind: 'audio' | 'images') {
    const datasets = {
      stageOpen: vi.fn(() => Promise.resolve({ id: 's1' })),
      stageChunk: vi.fn(() => Promise.resolve()),
      stageDiscard: vi.fn(() => Promise.resolve()),
      detect: vi.fn(() => Promise.resolve({ kind })),
      previewImages: vi.fn(() =>
        Promise.resolve({ options: { size: [1, 1], channels: 1 }, samples: [], pixels: new Blob([]), bytes: 3 }),
      ),
      previewAudio: vi.fn(() =>
        Promise.resolve({ ...pictures, samples: [{ name: 'a.wav' }, { name: 'b.wav' }], bytes: 3 }),
      ),
    };
    return { datasets, api: { datasets } as unknown as Api };
  }
  const file = new File(['zip'], 'words.zip');

  it('of an archive of sounds is handed over, sent once and discarded by who has it', async () => {
    const fake = api('audio');
    const onsounds = vi.fn<(origin: HandedOver, kind: string) => void>();
    const images = new ImageImport(fake.api, { file, path: null }, onsounds);
    await images.start();
    expect(images.preview).toBeNull();
    const [[origin, kind]] = onsounds.mock.calls as [[HandedOver, string]];
    expect(kind).toBe('audio');
    expect(origin).toEqual({ source: { kind: 'staged', id: 's1' }, fileName: 'words.zip', path: null });
    images.leave();
    expect(fake.datasets.stageDiscard).not.toHaveBeenCalled();
    const sounds = new SoundImport(fake.api, origin);
    await sounds.start();
    expect(fake.datasets.stageOpen).toHaveBeenCalledTimes(1);
    expect(fake.datasets.previewImages).not.toHaveBeenCalled();
    expect(sounds.preview?.samples.map(({ name }) => name)).toEqual(['a.wav', 'b.wav']);
    expect(sounds.name).toBe('words');
    sounds.leave();
    expect(fake.datasets.stageDiscard).toHaveBeenCalledWith({ id: 's1' });
  });

  it('of an archive of images stays where it is', async () => {
    const fake = api('images');
    const onsounds = vi.fn<(origin: HandedOver, kind: string) => void>();
    const images = new ImageImport(fake.api, { file, path: null }, onsounds);
    await images.start();
    expect(onsounds).not.toHaveBeenCalled();
    expect(images.preview).not.toBeNull();
  });
});
