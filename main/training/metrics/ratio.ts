/** Shared by the metrics that are one sum over another. */

/** The first element of each; not a number where there were no rows. */
export function ratio(part: Float64Array, whole: Float64Array): number {
  return (part[0] ?? Number.NaN) / (whole[0] ?? Number.NaN);
}
