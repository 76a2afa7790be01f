/**
 * How a model's wiring is drawn beside a list of its layers: every output runs down a lane of its own until the last layer
 * that takes it. Pure.
 */

export interface WiredNode {
  readonly id: string;
  /** Ids of nodes above it. */
  readonly inputs: readonly string[];
}

export interface WiringRow {
  readonly id: string;
  /** The lane that the node stands in, from 0. */
  readonly lane: number;
  /** Lanes whose lines come into the node from above. */
  readonly from: readonly number[];
  /** Lanes that pass by, taken here or not. */
  readonly past: readonly number[];
  /** Lanes that are in use below the row. */
  readonly below: readonly number[];
}

export interface Wiring {
  readonly rows: readonly WiringRow[];
  /** How many lanes there are at the widest. */
  readonly width: number;
}

/** @param nodes in the order of computation: a node that takes one further down is drawn without that line */
export function drawWiring(nodes: readonly WiredNode[]): Wiring {
  const lastUse = new Map<string, number>();
  nodes.forEach(({ inputs }, row) => {
    for (const input of inputs) lastUse.set(input, row);
  });
  /** By lane: whose output runs down it. */
  const lanes: (string | null)[] = [];
  let width = 1;
  const rows = nodes.map(({ id, inputs }, row): WiringRow => {
    const from = [...new Set(inputs)].map((input) => lanes.indexOf(input)).filter((lane) => lane >= 0);
    const before = occupied(lanes);
    for (const lane of from) if ((lastUse.get(lanes[lane] ?? '') ?? row) <= row) lanes[lane] = null;
    // It goes on where one of its inputs ends, so that a plain chain is one straight line.
    const ending = from.filter((lane) => lanes[lane] === null).sort((one, other) => one - other);
    const free = lanes.indexOf(null);
    const lane = ending[0] ?? (free >= 0 ? free : lanes.length);
    const past = before.filter((one) => lanes[one] !== null);
    lanes[lane] = (lastUse.get(id) ?? -1) > row ? id : null;
    width = Math.max(width, lane + 1, lanes.length);
    return { id, lane, from, past, below: occupied(lanes) };
  });
  return { rows, width };
}

function occupied(lanes: readonly (string | null)[]): number[] {
  return lanes.flatMap((id, lane) => (id === null ? [] : [lane]));
}
