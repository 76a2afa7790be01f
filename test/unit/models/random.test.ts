/** Random numbers: published vectors, independence of streams, and distributions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox, type Words4 } from '../../../main/models/random/philox.ts';
import { permutation, RandomStream } from '../../../main/models/random/stream.ts';

describe('philox4x32-10', () => {
  // kat_vectors of Random123 1.14.0, lines `philox4x32 10`.
  it.each<[Words4, [number, number], Words4]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %j with key %j', (counter, key, expected) => {
    const result = new Uint32Array(4);
    philox(counter, key, result);
    expect([...result]).toEqual([...expected]);
  });
});

const draw = (stream: RandomStream, count: number): number[] => Array.from({ length: count }, () => stream.uniform());

describe('a stream', () => {
  it('is a function of seed, purpose and occasion, each of which matters', () => {
    const same = draw(new RandomStream(7, 'shuffle', 3), 20);
    expect(draw(new RandomStream(7, 'shuffle', 3), 20)).toEqual(same);
    expect(draw(new RandomStream(8, 'shuffle', 3), 20)).not.toEqual(same);
    expect(draw(new RandomStream(7, 'noise', 3), 20)).not.toEqual(same);
    expect(draw(new RandomStream(7, 'shuffle', 4), 20)).not.toEqual(same);
  });

  it('does not correlate with its neighbours', () => {
    const count = 20_000;
    const centred = (stream: RandomStream): number[] => draw(stream, count).map((value) => value - 0.5);
    const first = centred(new RandomStream(0, 'a', 0));
    for (const other of [new RandomStream(1, 'a', 0), new RandomStream(0, 'b', 0), new RandomStream(0, 'a', 1)]) {
      const values = centred(other);
      const covariance = first.reduce((sum, value, index) => sum + value * (values[index] ?? 0), 0) / count;
      // Five standard errors of a product of two uniforms, whose deviation is 1/12.
      expect(Math.abs(covariance)).toBeLessThan((5 / 12) * count ** -0.5);
    }
  });

  it('fills the bins of a uniform distribution', () => {
    const bins = new Array<number>(64).fill(0);
    const count = 64_000;
    const values = draw(new RandomStream(5, 'bins'), count);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    for (const value of values) {
      const bin = Math.floor(value * 64);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chiSquare = bins.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0);
    // 63 degrees of freedom: mean 63, deviation 11.2.
    expect(chiSquare).toBeLessThan(63 + 5 * 11.2);
  });

  it('draws whole numbers below a bound, each as often', () => {
    const stream = new RandomStream(1, 'below');
    const counts = [0, 0, 0, 0, 0];
    for (let index = 0; index < 50_000; index += 1) {
      const value = stream.below(5);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(50_000 * 0.2 * 0.8));
  });

  it('draws normals with the moments of a normal, and truncated ones within two', () => {
    const stream = new RandomStream(2, 'normal');
    const count = 50_000;
    const values = Array.from({ length: count }, () => stream.normal());
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(5 * count ** -0.5);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    const truncated = Array.from({ length: count }, () => stream.truncatedNormal());
    expect(Math.max(...truncated.map(Math.abs))).toBeLessThanOrEqual(2);
    // scipy.stats.truncnorm(-2, 2).std(): 0.8796256610342398.
    const deviation = Math.sqrt(truncated.reduce((sum, value) => sum + value ** 2, 0) / count);
    expect(Math.abs(deviation - 0.87963)).toBeLessThan(0.012);
  });
});

describe('a permutation', () => {
  it('has every number once, and another order at another epoch or seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.nat(0xffffffff), fc.nat(10_000), (count, seed, epoch) => {
        const order = permutation(count, seed, 'shuffle', epoch);
        expect([...order].sort((left, right) => left - right)).toEqual(
          Array.from({ length: count }, (_, index) => index),
        );
        expect(permutation(count, seed, 'shuffle', epoch)).toEqual(order);
      }),
    );
    const first = permutation(50, 0, 'shuffle', 0);
    expect(permutation(50, 0, 'shuffle', 1)).not.toEqual(first);
    expect(permutation(50, 1, 'shuffle', 0)).not.toEqual(first);
  });

  it('is any order of three equally often', () => {
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < 6000; epoch += 1) {
      const key = permutation(3, 4, 'shuffle', epoch).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(1000));
  });
});
