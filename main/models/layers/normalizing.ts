/** What normalization layers share: a learned scale and a learned shift of each channel. */
import { boolean, number } from '../fields.ts';
import { alongChannels } from './layout.ts';
import { only, type BuildContext, type LayerShape, type ParameterSpec } from './definition.ts';
import type { Value } from '../../graph/ir.ts';
import type { InitializerName } from '../initializers/registry.ts';

/** Added to a variance before its root is taken. */
export const epsilonField = (value: number) => number({ default: value, minimum: 1e-12, maximum: 1 });

/** As Keras calls them: `scale` learns gamma, `center` learns beta. */
export const scaleFields = { scale: boolean({ default: true }), center: boolean({ default: true }) };

interface ScaleOptions {
  readonly scale: boolean;
  readonly center: boolean;
}

/** Number of channels: the size of the last axis. */
export function channelsOf(inputs: readonly LayerShape[]): number {
  return only(inputs).at(-1) ?? 1;
}

/** A vector over the channels. */
export function channelParameter(
  name: string,
  channels: number,
  initializer: InitializerName,
  trainable = true,
): ParameterSpec {
  return { name, shape: [channels], initializer, fans: { input: channels, output: channels }, trainable };
}

/** `gamma` and `beta`, as far as the options ask for them. */
export function scaleParameters(channels: number, { scale, center }: ScaleOptions): ParameterSpec[] {
  return [
    ...(scale ? [channelParameter('gamma', channels, 'ones')] : []),
    ...(center ? [channelParameter('beta', channels, 'zeros')] : []),
  ];
}

/** value · gamma + beta, as far as there are any. */
export function scaled(
  { builder, layout, parameters: { gamma, beta } }: Pick<BuildContext<unknown>, 'builder' | 'layout' | 'parameters'>,
  value: Value,
): Value {
  const along = (vector: Value): Value => alongChannels(builder, vector, value, layout);
  const product = gamma === undefined ? value : builder.multiply(value, along(gamma));
  return beta === undefined ? product : builder.add(product, along(beta));
}
