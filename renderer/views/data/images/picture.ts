/** From the bytes of a picture to what a canvas draws. */

export interface Picture {
  readonly height: number;
  readonly width: number;
  /** 1: grey, 3: red, green, blue. */
  readonly channels: number;
  /** uint8 [height, width, channels]. */
  readonly pixels: Uint8Array;
}

/** Pictures that lie one after the other. */
export function picturesOf(
  { height, width, channels }: Omit<Picture, 'pixels'>,
  bytes: Uint8Array,
  count: number,
): Picture[] {
  const size = height * width * channels;
  return Array.from({ length: count }, (_, index) => ({
    height,
    width,
    channels,
    pixels: bytes.subarray(index * size, (index + 1) * size),
  }));
}

/** Red, green, blue and full opacity, as canvases want them. */
export function opaque({ height, width, channels, pixels }: Picture): Uint8ClampedArray<ArrayBuffer> {
  const result = new Uint8ClampedArray(height * width * 4);
  for (let pixel = 0; pixel < height * width; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      result[pixel * 4 + channel] = pixels[pixel * channels + (channels === 1 ? 0 : channel)] ?? 0;
    }
    result[pixel * 4 + 3] = 255;
  }
  return result;
}
