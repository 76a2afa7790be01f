/**
 * Blocks of layers that stand several times in a row: written once, `{"type": "repeat", "times": 3, "layers": […]}`, and
 * expanded before anything else looks at the model. The first copy takes what the block takes, each other one the output
 * of the copy before it; the last copy's last layer is the block's output. Every copy has weights of its own.
 */
import type { WiredNode } from './order.ts';

/** The type that makes an item a block. */
export const repeatType = 'repeat';

/** Inside a block, the name of what came into this copy. */
export const blockInput = 'input';

/** A model has at most this many layers once its blocks are expanded. */
export const mostNodes = 10_000;

export interface WiredBlock<Node extends WiredNode> extends WiredNode {
  /** At least 1. */
  readonly times: number;
  /** The last one's output is the copy's. */
  readonly items: readonly WiredItem<Node>[];
}

/** A layer, or a block of items. */
export type WiredItem<Node extends WiredNode> = Node | WiredBlock<Node>;

export interface ExpandedItems<Node extends WiredNode> {
  /** Layer `dense_1` of the second copy of block `stage` is called `stage-2-dense_1`. */
  readonly nodes: readonly Node[];
  /** What a name outside of all blocks stands for: of a block the last layer of its last copy. */
  nameOf(id: string): string;
}

/**
 * Every copy of every layer. Names inside a block mean its own layers first, then `input`, then what is around it.
 * @param place gives a node another name and other inputs.
 */
export function expandBlocks<Node extends WiredNode>(
  items: readonly WiredItem<Node>[],
  place: (node: Node, id: string, inputs: readonly string[]) => Node,
): ExpandedItems<Node> {
  const nodes: Node[] = [];
  const visit = (scope: readonly WiredItem<Node>[], prefix: string, outer: (name: string) => string) => {
    const names = new Map(scope.map((item) => [item.id, outputOf(item, prefix)]));
    const nameOf = (name: string): string => names.get(name) ?? outer(name);
    for (const item of scope) {
      const inputs = item.inputs.map(nameOf);
      if (!isBlock(item)) {
        nodes.push(place(item, prefix + item.id, inputs));
        continue;
      }
      const last = item.items.at(-1);
      let [entry = blockInput] = inputs;
      for (let copy = 1; copy <= item.times; copy += 1) {
        const inside = copyPrefix(item, prefix, copy);
        const taken = entry;
        visit(item.items, inside, (name) => (name === blockInput ? taken : nameOf(name)));
        if (last !== undefined) entry = outputOf(last, inside);
      }
    }
    return nameOf;
  };
  return { nameOf: visit(items, '', (name) => name), nodes };
}

/** How many layers the items have once expanded; a block without layers counts as if it had one. */
export function countExpanded<Node extends WiredNode>(items: readonly WiredItem<Node>[]): number {
  const count = (item: WiredItem<Node>): number => {
    return isBlock(item) ? item.times * Math.max(1, countExpanded(item.items)) : 1;
  };
  return items.reduce((sum, item) => sum + count(item), 0);
}

/** The items with every block standing once: what is looked at of a model that has far too many layers. */
export function withoutRepeats<Node extends WiredNode>(items: readonly WiredItem<Node>[]): WiredItem<Node>[] {
  return items.map((item) => (isBlock(item) ? { ...item, times: 1, items: withoutRepeats(item.items) } : item));
}

function isBlock<Node extends WiredNode>(item: WiredItem<Node>): item is WiredBlock<Node> {
  return 'items' in item;
}

function copyPrefix({ id }: WiredNode, prefix: string, copy: number): string {
  return `${prefix}${id}-${copy}-`;
}

function outputOf<Node extends WiredNode>(item: WiredItem<Node>, prefix: string): string {
  const last = isBlock(item) ? item.items.at(-1) : undefined;
  if (!isBlock(item) || last === undefined) return prefix + item.id;
  return outputOf(last, copyPrefix(item, prefix, item.times));
}
