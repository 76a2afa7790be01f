/**
 * Maps of an image's points, in pixels from its middle, x to the right before y downwards:
 * `[a, b, c, d, e, f]` takes (x, y) to (a·x + b·y + c, d·x + e·y + f).
 */
export type AffineMap = readonly [number, number, number, number, number, number];

/** Pixels. */
export interface ImageExtent {
  readonly height: number;
  readonly width: number;
}

export const identity: AffineMap = [1, 0, 0, 0, 1, 0];

/** First `first`, then `second`. */
export function compose(first: AffineMap, second: AffineMap): AffineMap {
  const [a, b, c, d, e, f] = second;
  const [p, q, r, s, t, u] = first;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}

/** The way back. No movement here flattens an image, so there is one. */
export function invert([a, b, c, d, e, f]: AffineMap): AffineMap {
  const determinant = a * e - b * d;
  const [p, q, s, t] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [p, q, -(p * c + q * f), s, t, -(s * c + t * f)];
}

/**
 * A map between points written from −1 to 1 along each side of the image instead of in pixels: what
 * `torch.nn.functional.affine_grid` calls theta.
 */
export function normalized([a, b, c, d, e, f]: AffineMap, { height, width }: ImageExtent): AffineMap {
  return [a, (b * height) / width, (2 * c) / width, (d * width) / height, e, (2 * f) / height];
}
