/**
 * Interrupts trainings at random, 200 times or as many as asked for, and checks that each ends with the bits of one that was
 * left alone: `node scripts/interruptions.ts [times] [seed]`. CI does 20 (`test/conformance/interruptions.test.ts`).
 */
import { interruptTrainings } from '../test/support/interrupted-training.ts';

const [times = '200', seed = '1'] = process.argv.slice(2);
const began = performance.now();
const { trainings } = await interruptTrainings(Number(times), Number(seed));
const seconds = ((performance.now() - began) / 1000).toFixed(0);
process.stdout.write(`${times} interruptions of ${trainings} trainings, seed ${seed}: all bits alike (${seconds} s)\n`);
