/** Computes equal things once: the same op with the same attributes on the same inputs. */
import { isOp, rewrite, type Pass } from '../rewrite.ts';
import type { Node, Value } from '../ir.ts';
import type { Tensor } from '../tensor.ts';

/** Larger constants are only equal if they are one object: comparing them would cost more than it saves. */
const LARGEST_COMPARED = 64;

export const shareCommonSubexpressions: Pass = (graph) => {
  const computed = new Map<string, readonly Value[]>();
  const tensors = new Map<Tensor, number>();
  return rewrite(graph, (node, inputs, { builder }) => {
    const key = `${node.op}(${inputs.map(({ id }) => id).join(',')})${attributesKey(node, tensors)}`;
    const outputs = computed.get(key) ?? builder.apply(node.op, inputs, node.attributes);
    computed.set(key, outputs);
    return outputs;
  });
};

function attributesKey(node: Node, tensors: Map<Tensor, number>): string {
  if (!isOp(node, 'constant')) return JSON.stringify(node.attributes);
  const { tensor } = node.attributes;
  const { dtype, shape, data } = tensor;
  if (data.length <= LARGEST_COMPARED) {
    // By bits: 0 and -0 are not the same constant.
    return `${dtype}[${shape.join(',')}]${new Uint8Array(data.buffer, data.byteOffset, data.byteLength).join(',')}`;
  }
  const number = tensors.get(tensor) ?? tensors.size;
  tensors.set(tensor, number);
  return `#${number}`;
}
