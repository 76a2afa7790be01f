/** Every way of laying sounds out is read, stored once, found again, and given as it was. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { clipPage, soundFile } from '../../../../main/datasets/audio/clip-page.ts';
import { previewAudio } from '../../../../main/datasets/audio/preview-audio.ts';
import { decodeWav } from '../../../../main/datasets/audio/wav/decode-wav.ts';
import { encodeWav } from '../../../../main/datasets/audio/wav/encode-wav.ts';
import { kindOfSource } from '../../../../main/datasets/files/detect.ts';
import { readLabels, readParts } from '../../../../main/datasets/files/stored-lists.ts';
import { readManifest, type AudioManifest } from '../../../../main/datasets/manifest.ts';
import { wavCorpus } from '../../../corpus/sounds/cases.ts';
import golden from '../../../golden/audio/golden.json' with { type: 'json' };
import { zipFile } from '../../../support/zip.ts';
import { never, userError } from '../tables.ts';
import { goldenSound, SoundBench } from './bench.ts';

const bench = new SoundBench();
afterAll(() => {
  bench[Symbol.dispose]();
});

const page = { rows: null, offset: 0, limit: 100, label: null, part: null, columns: 16, bands: 8 };
const files = {
  'one/a.wav': 'pcm16',
  'one/b.wav': 'stereo16',
  'two/c.wav': 'pcm24',
  'two/notes.txt': new Uint8Array(1),
};

async function namesOf(manifest: AudioManifest): Promise<string[]> {
  return (await clipPage({ ...page, folder: bench.folderOfSet(manifest) }, never)).clips.map(({ name }) => name);
}

describe('a folder for each class', () => {
  it('gives classes, samples, facts of each sound, and a manifest that says the same', async () => {
    const manifest = await bench.import(bench.folderOf(files));
    expect(manifest).toMatchObject({
      kind: 'audio',
      layout: 'folders',
      rows: 3,
      sampleRate: 8000,
      parts: null,
      duplicates: 0,
      rejected: [{ file: 'two/notes.txt', reason: 'format' }],
      rejectedCount: 1,
      profile: {
        classes: [
          { name: 'one', count: 2, seconds: 0.05 },
          { name: 'two', count: 1, seconds: 0.025 },
        ],
        rates: [{ rate: 8000, count: 3 }],
        channels: [
          { channels: 1, count: 2 },
          { channels: 2, count: 1 },
        ],
        encodings: [
          { encoding: 'pcm16', count: 2 },
          { encoding: 'pcm24', count: 1 },
        ],
        durations: { quantiles: [0.025, 0.025, 0.025, 0.025, 0.025], histogram: { counts: [3] } },
      },
      warnings: [{ code: 'audio.keptAside' }],
    });
    const folder = bench.folderOfSet(manifest);
    expect(await readManifest(folder)).toEqual(manifest);
    expect(Array.from(await readLabels(folder))).toEqual([0, 0, 1]);
    const stored = new Float32Array(Uint8Array.from(readFileSync(join(folder, 'samples.f32'))).buffer);
    const { pcm16, stereo16, pcm24 } = golden.files;
    expect(stored).toEqual(Float32Array.from([pcm16, stereo16, pcm24].flatMap(({ samples }) => samples)));
    const shown = await clipPage({ ...page, folder, label: 0 }, never);
    expect(shown).toMatchObject({ total: 2, columns: 16, bands: 8 });
    expect(shown.clips[1]).toMatchObject({ row: 1, name: 'one/b.wav', label: 0, channels: 2, encoding: 'pcm16' });
    expect(shown.clips[1]?.peak).toBe(stereo16.peak);
    const square = stereo16.samples.reduce((sum, value) => sum + value * value, 0) / stereo16.samples.length;
    expect(shown.clips[1]?.loudness).toBeCloseTo(Math.sqrt(square), 6);
    const onDisk = readdirSync(folder).filter((name) => name !== 'manifest.json');
    expect(manifest.bytes).toBe(onDisk.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0));
  });

  it('is brought to the rate that is asked for, and has another hash then', async () => {
    const [one, same, other] = [
      await bench.import(bench.folderOf(files)),
      await bench.import(bench.folderOf(files)),
      await bench.import(bench.folderOf(files), { sampleRate: 16_000 }),
    ];
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
    const { wav } = await soundFile({ folder: bench.folderOfSet(other), row: 0 });
    expect(decodeWav(wav).header).toMatchObject({ rate: 16_000, frames: 400 });
    expect(other.warnings.map(({ code }) => code)).toContain('audio.lowerRate');
  });

  it('keeps the parts train and test', async () => {
    const manifest = await bench.import(
      bench.folderOf({ 'train/10/a.wav': 'pcm16', 'train/9/b.wav': 'pcm8', 'test/9/c.wav': 'alaw' }),
    );
    expect(manifest.profile.classes.map(({ name }) => name)).toEqual(['9', '10']);
    expect(manifest.parts).toEqual({ train: 2, validation: 0, test: 1 });
    const folder = bench.folderOfSet(manifest);
    expect(Array.from((await readParts(folder, manifest)) ?? [])).toEqual([3, 1, 1]);
    const { clips } = await clipPage({ ...page, folder, part: 'test' }, never);
    expect(clips).toMatchObject([{ row: 0, name: 'test/9/c.wav', part: 'test' }]);
  });

  it('says which sounds are too loud, silent or there twice', async () => {
    const loud = encodeWav(
      Float32Array.from({ length: 80 }, (_, n) => (n % 8 < 4 ? 1 : -1)),
      8000,
    );
    const silent = encodeWav(new Float32Array(80), 8000);
    const manifest = await bench.import(
      bench.folderOf({ 'a/1.wav': loud, 'a/2.wav': loud, 'b/3.wav': silent, 'b/4.wav': 'pcm16' }),
    );
    expect(manifest.profile).toMatchObject({ clipped: 2, silent: 1 });
    expect(manifest.profile.classes).toMatchObject([
      { name: 'a', clipped: 2, silent: 0 },
      { name: 'b', clipped: 0, silent: 1 },
    ]);
    expect(manifest.duplicates).toBe(1);
    expect(manifest.warnings.map(({ code }) => code)).toEqual(['audio.duplicates', 'audio.clipped', 'audio.silent']);
  });
});

describe('other layouts', () => {
  it('a zip of folders, names in Chinese and with emoji', async () => {
    const parts = Object.entries({ '录音/猫/🐈.wav': 'pcm16', '录音/狗/b\nc.wav': 'ulaw' });
    const bytes = zipFile(parts.map(([name, sound]) => ({ name, content: goldenSound(sound) })));
    const manifest = await bench.import(bench.write('sounds.zip', bytes));
    expect(manifest).toMatchObject({ layout: 'folders', rows: 2, rejectedCount: 0 });
    expect(await namesOf(manifest)).toEqual(['录音/狗/b\nc.wav', '录音/猫/🐈.wav']);
  });

  it('a zip whose entry unpacks to more than it says, or leads out', async () => {
    const good = { name: 'a/1.wav', content: goldenSound('pcm16') };
    const bytes = zipFile([
      good,
      { name: 'b/2.wav', content: goldenSound('pcm24'), claimedSize: 100 },
      { name: '../../b/3.wav', content: goldenSound('pcm24') },
    ]);
    const manifest = await bench.import(bench.write('nasty.zip', bytes));
    expect(manifest.rows).toBe(1);
    expect(manifest.rejected).toMatchObject([
      { file: '../../b/3.wav', reason: 'outside' },
      { file: 'b/2.wav', reason: 'broken' },
    ]);
  });

  it('a list of paths and classes', async () => {
    const list = new TextEncoder().encode('clip,word,split\n1.wav,yes,train\n2,no,test\n9.wav,no,test\n');
    const folder = bench.folderOf({ '1.wav': 'pcm16', '2.wav': 'pcm24', '3.wav': 'pcm8', 'list.csv': list });
    for (const path of [folder, join(folder, 'list.csv')]) {
      const manifest = await bench.import(path);
      expect(manifest).toMatchObject({ layout: 'list', rows: 2, parts: { train: 1, validation: 0, test: 1 } });
      expect(manifest.rejected).toMatchObject([
        { file: '9.wav', reason: 'gone', detail: 'list.csv, row 3' },
        { file: '3.wav', reason: 'unlabelled' },
      ]);
    }
    const wrong = await userError(bench.import(folder, { labelColumn: 'wrod' }));
    expect(wrong).toMatchObject({ code: 'files.listColumnUnknown', params: { column: 'wrod', nearest: 'word' } });
  });

  it('are told from images and tables by their names', async () => {
    const zip = bench.write('kinds.zip', zipFile([{ name: 'a/1.wav', content: goldenSound('pcm16') }]));
    expect(await kindOfSource(zip)).toBe('audio');
    expect(await kindOfSource(bench.folderOf({ 'x/y/a/1.WAV': 'pcm16' }))).toBe('audio');
    expect(await kindOfSource(bench.folderOf({ 'a/1.png': new Uint8Array(4), 'a/2.txt': new Uint8Array(1) }))).toBe(
      'images',
    );
    expect(await kindOfSource(bench.write('table.csv', new Uint8Array()))).toBe('table');
    expect(await kindOfSource(bench.write('cut.zip', new Uint8Array(50)))).toBe('images');
  });
});

describe('what cannot be read', () => {
  const bad = wavCorpus.filter(({ fault }) => fault !== null);

  it('is kept aside by name, with its fault, and the rest is there', async () => {
    const nasty = Object.fromEntries(
      bad.map(({ bytes }, index) => [`one/${String(index).padStart(3, '0')}.wav`, bytes]),
    );
    const manifest = await bench.import(bench.folderOf({ ...files, ...nasty }));
    expect(manifest.rows).toBe(3);
    expect(manifest.rejectedCount).toBe(bad.length + 1);
    const faults = manifest.rejected.flatMap(({ fault }) => (fault === undefined ? [] : [fault.code]));
    expect(faults).toEqual(bad.map(({ fault }) => fault));
  });

  it('refuses the source where that is wanted, or nothing else is there, and leaves nothing behind', async () => {
    const cut = goldenSound('pcm16').subarray(0, 100);
    const folder = bench.folderOf({ ...files, 'two/cut.wav': cut });
    const before = readdirSync(bench.folder).sort();
    expect(await userError(bench.import(folder, { onBadFile: 'refuse' }))).toMatchObject({
      code: 'audio.badFile',
      params: { file: 'two/cut.wav', reason: 'broken' },
    });
    expect(readdirSync(bench.folder).sort()).toEqual(before);
    const only = bench.folderOf({ 'a/cut.wav': cut });
    expect(await userError(bench.import(only))).toMatchObject({ code: 'audio.noneReadable', params: { count: 1 } });
    const empty = bench.folderOf({ 'a/text.txt': new Uint8Array(1) });
    expect(await userError(bench.import(empty))).toMatchObject({ code: 'audio.noSounds', params: { found: 1 } });
    const single = bench.write('single.wav', goldenSound('pcm16'));
    expect(await userError(bench.import(single))).toMatchObject({ code: 'audio.sourceUnknown' });
  });

  it('is cancelled with nothing left behind', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a/${index}.wav`, 'pcm16']));
    const folder = bench.folderOf(many);
    const before = readdirSync(bench.folder).sort();
    const cancel = new AbortController();
    const importing = bench.import(
      folder,
      {},
      () => {
        cancel.abort();
      },
      cancel.signal,
    );
    await expect(importing).rejects.toThrow(/abort/iu);
    expect(readdirSync(bench.folder).sort()).toEqual(before);
  });
});

describe('a preview', () => {
  it('shows samples, rates and rejected files, and stores nothing', async () => {
    const folder = bench.folderOf({ ...files, 'two/cut.wav': goldenSound('pcm16').subarray(0, 100) });
    const found = await previewAudio({ path: folder, file: 'sounds', options: {} }, never);
    expect(found).toMatchObject({
      sounds: 4,
      sampled: 4,
      options: { sampleRate: 8000, onBadFile: 'keepAside' },
      classes: [
        { name: 'one', count: 2 },
        { name: 'two', count: 2 },
      ],
      rates: [{ rate: 8000, count: 3 }],
    });
    expect(found.samples.map(({ name }) => name)).toEqual(['one/a.wav', 'one/b.wav', 'two/c.wav']);
    expect(found.mels.length).toBe(3 * found.columns * found.bands);
    expect(found.waves.length).toBe(3 * found.columns * 2);
    expect(found.rejected.map(({ file }) => file)).toEqual(['two/notes.txt', 'two/cut.wav']);
  });
});

describe('pictures', () => {
  it('show a tone where it sounds and how loud it is', async () => {
    const tone = Float32Array.from({ length: 8000 }, (_, n) =>
      n < 4000 ? 0.5 * Math.sin((2 * Math.PI * 3000 * n) / 8000) : 0,
    );
    const manifest = await bench.import(bench.folderOf({ 'a/1.wav': encodeWav(tone, 8000), 'b/2.wav': 'pcm16' }));
    const shown = await clipPage({ ...page, folder: bench.folderOfSet(manifest), rows: [0] }, never);
    const waves = new Int8Array(Uint8Array.from(shown.waves).buffer);
    expect([waves[0], waves[1]]).toEqual([-127, 127]);
    expect([waves[2 * 12], waves[2 * 12 + 1]]).toEqual([0, 0]);
    // 3,000 of 4,000 Hz is in the upper bands, which come first.
    const column = (at: number): number[] => Array.from({ length: 8 }, (_, band) => shown.mels[band * 16 + at] ?? 0);
    expect(column(3).indexOf(Math.max(...column(3)))).toBeLessThan(2);
    expect(Math.max(...column(3))).toBeGreaterThan(240);
    expect(Math.max(...column(13))).toBe(0);
  });
});
