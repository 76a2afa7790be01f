/** Random choices that are the same every time for the same seed. */

export interface Random {
  /** 0 (included) to 1 (excluded). */
  readonly next: () => number;
  /** 0 to limit - 1. */
  readonly integer: (limit: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** About 0, mostly within 2. */
  readonly normal: () => number;
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const integer = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    integer,
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[integer(items.length)];
      if (item === undefined && items.length === 0) throw new RangeError('nothing to pick from');
      return item as Item;
    },
    normal: () => next() + next() + next() + next() - 2,
  };
}
