/** What a way of clipping gradients must say about itself. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import { number, type NumberField } from '../../models/fields.ts';

export interface ClipContext {
  readonly builder: GraphBuilder;
  /** Gradients of the groups' tensors, each with the lengths of the parameters that lie end to end in it. */
  readonly gradients: ReadonlyMap<string, { readonly value: Value; readonly lengths: readonly number[] }>;
  /** L2 norm of all gradients together, float32 []. */
  readonly norm: Value;
  readonly limit: number;
}

export interface ClipDefinition {
  /** In plain text, as the form shows it. */
  readonly formula: string;
  readonly fields: { readonly limit: NumberField };
  /** The gradients that the optimizer is given, by group. */
  clip(context: ClipContext): Map<string, Value>;
}

export const limitField = number({ default: 1, minimum: 1e-12, maximum: 1e12 });

/** min(1, limit / (norm + 1e-6)), as `torch.nn.utils.clip_grad_norm_`. */
export function shrinking(builder: GraphBuilder, norm: Value, limit: number): Value {
  const wanted = builder.divide(builder.scalar(limit), builder.add(norm, builder.scalar(1e-6)));
  return builder.minimum(wanted, builder.scalar(1));
}
