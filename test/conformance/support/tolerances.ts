/** How far results may be from the reference: asserted by the tests, and written into docs/conformance.md. */

/** Of the largest magnitude: a few roundings of float32, whose spacing is 1.2e-7. */
export const opTolerance = 2e-6;
/** The finite differences are exact to about 1e-8; the gradients under test are in float32. */
export const gradientTolerance = 1e-5;
/** At the sizes of real networks, where sums of hundreds add up in another order. */
export const wideTolerance = 1e-5;
/** At the sizes of real networks too. */
export const webgpuTolerance = 1e-5;
/** Losses and state after a dozen steps, against the CPU's. */
export const webgpuTrainingTolerance = 1e-5;
