/** `npm run icons`: makes the PNG, ICO and ICNS icons from resources/icons/athanor.svg, in a Chromium. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findTestChromium } from './find-chromium.ts';

const folder = join(import.meta.dirname, '..', 'resources', 'icons');

/** The sizes that Linux desktops look for, and the file that Electron's window uses. */
const pngSizes = [16, 32, 48, 64, 128, 256, 512];
const windowSize = 512;
const icoSizes = [16, 24, 32, 48, 64, 256];
/** ICNS type of each size whose content is a PNG; the `@2x` types come second. */
const icnsTypes: readonly [type: string, size: number][] = [
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
];

async function renderPngs(sizes: Iterable<number>): Promise<Map<number, Buffer>> {
  const executablePath = findTestChromium(chromium.executablePath());
  const browser = await chromium.launch({ ...(executablePath === null ? {} : { executablePath }) });
  const svg = readFileSync(join(folder, 'athanor.svg')).toString('base64');
  const images = new Map<number, Buffer>();
  for (const size of sizes) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>html,body{margin:0;background:none}img{display:block;width:${size}px;height:${size}px}</style>` +
        `<img src="data:image/svg+xml;base64,${svg}">`,
      { waitUntil: 'load' },
    );
    images.set(size, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
  await browser.close();
  return images;
}

/** An ICO file of PNG images: a header, a table of 16 bytes for each, then the images. */
function packIco(images: readonly (readonly [size: number, png: Buffer])[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, [size, png]] of images.entries()) {
    const row = 6 + 16 * index;
    // 256 is written as 0.
    header.writeUInt8(size % 256, row);
    header.writeUInt8(size % 256, row + 1);
    header.writeUInt16LE(1, row + 4);
    header.writeUInt16LE(32, row + 6);
    header.writeUInt32LE(png.length, row + 8);
    header.writeUInt32LE(offset, row + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map(([, png]) => png)]);
}

/** An ICNS file of PNG images: chunks of a type, their length with this head, and the image. */
function packIcns(chunks: readonly (readonly [type: string, png: Buffer])[]): Buffer {
  const bodies = chunks.map(([type, png]) => Buffer.concat([chunkHead(type, png.length), png]));
  const body = Buffer.concat(bodies);
  return Buffer.concat([chunkHead('icns', body.length), body]);
}

function chunkHead(type: string, length: number): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'ascii');
  head.writeUInt32BE(length + 8, 4);
  return head;
}

const images = await renderPngs(new Set([...pngSizes, ...icoSizes, ...icnsTypes.map(([, size]) => size)]));
const imageOf = (size: number): Buffer => {
  const image = images.get(size);
  if (image === undefined) throw new Error(`no image of ${size} pixels`);
  return image;
};
for (const size of pngSizes) writeFileSync(join(folder, `${size}x${size}.png`), imageOf(size));
writeFileSync(join(folder, 'athanor.png'), imageOf(windowSize));
writeFileSync(join(folder, 'athanor.ico'), packIco(icoSizes.map((size) => [size, imageOf(size)])));
writeFileSync(join(folder, 'athanor.icns'), packIcns(icnsTypes.map(([type, size]) => [type, imageOf(size)])));
