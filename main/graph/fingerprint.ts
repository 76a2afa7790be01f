/** A short text that is equal for plans that compute the same thing with the same ops in the same order. */
import type { Graph, Value } from './ir.ts';
import type { Plan } from './plan.ts';

/** 16 hexadecimal digits: two 32-bit FNV-1a hashes (http://www.isthe.com/chongo/tech/comp/fnv/). Not for security. */
export function fingerprint(plan: Plan): string {
  const programs = Object.entries(plan.programs).map(([name, program]) => {
    const { graph, state, resident } = program;
    return `${name} ${JSON.stringify([state, resident])}\n${describe(graph)}`;
  });
  const text = `${JSON.stringify(plan.state)}\n${programs.join('\n')}`;
  return [0x811c9dc5, 0x2f0b4c47].map((start) => hash(text, start).toString(16).padStart(8, '0')).join('');
}

/** One line a node; values are numbered in the order of their appearance, whatever their ids. */
function describe(graph: Graph): string {
  const numbers = new Map<number, number>();
  const name = ({ id, type }: Value): string => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return `${number}:${type.dtype}[${type.shape.join(',')}]`;
  };
  const named = (kind: string, values: Graph['inputs']): string[] =>
    values.map((value) => `${kind} ${value.name} ${name(value.value)}`);
  return [
    ...named('input', graph.inputs),
    ...graph.nodes.map(({ op, inputs, attributes, outputs }) =>
      [op, ...inputs.map(name), '->', ...outputs.map(name), JSON.stringify(attributes, plainArrays)].join(' '),
    ),
    ...named('output', graph.outputs),
  ].join('\n');
}

function plainArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? [...(value as unknown as Iterable<number>)].map(String) : value;
}

function hash(text: string, start: number): number {
  let value = start;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
