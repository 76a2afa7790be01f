/** Grey from colours and colours from grey. */
import type { Channels } from '../types.ts';

/**
 * Grey is the luma of ITU-R BT.601 in the fixed-point form of Pillow's `convert('L')`, which torchvision uses:
 * `(19595 R + 38470 G + 7471 B + 32768) >> 16`.
 *
 * @param pixels uint8 [pixels, from]
 * @returns uint8 [pixels, to]; the same array where nothing changes
 */
export function toChannels(pixels: Uint8Array, from: Channels, to: Channels): Uint8Array {
  if (from === to) return pixels;
  if (to === 3) {
    const colours = new Uint8Array(pixels.length * 3);
    pixels.forEach((value, index) => {
      colours[3 * index] = colours[3 * index + 1] = colours[3 * index + 2] = value;
    });
    return colours;
  }
  const grey = new Uint8Array(pixels.length / 3);
  for (let index = 0; index < grey.length; index++) {
    const [red = 0, green = 0, blue = 0] = [pixels[3 * index], pixels[3 * index + 1], pixels[3 * index + 2]];
    grey[index] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
  }
  return grey;
}
