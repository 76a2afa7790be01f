/** What a layer must say about itself. Everything else (forms, shapes, plans, files) reads it from here. */
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Value } from '../../graph/ir.ts';
import type { ErrorParameter } from '../../base/errors.ts';
import type { ActivationName } from '../activations/registry.ts';
import type { Fields, OptionsOf } from '../fields.ts';
import type { Fans } from '../initializers/definition.ts';
import type { InitializerName } from '../initializers/registry.ts';
import type { Layout } from './layout.ts';

/** The shape of a layer's input or output, without the batch. */
export type LayerShape = readonly number[];

/** A layer's options once the words that stand for numbers (`classes`) are numbers. */
export type LayerOptions<All extends Fields> = {
  readonly [Name in keyof OptionsOf<All>]: Exclude<OptionsOf<All>[Name], 'classes'>;
};

export type LayerCategory =
  'core' | 'convolution' | 'pooling' | 'normalization' | 'activation' | 'shape' | 'merge' | 'regularization';

/** How the builder draws a layer: widening, narrowing or keeping what passes through, or changing its form. */
export type Silhouette = 'block' | 'gate' | 'fold' | 'mist';

/** Why a layer refuses its inputs. */
export interface LayerProblem {
  readonly code: string;
  readonly params: Readonly<Record<string, ErrorParameter>>;
  /** The option to change, where it is one. */
  readonly field?: string;
}

/** A tensor that the layer keeps and, if trainable, learns. */
export interface ParameterSpec {
  /** Unique in the layer, e.g. `kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: InitializerName;
  readonly fans: Fans;
  readonly trainable: boolean;
  /** Adds `l1·Σ|w| + l2·Σw²` to the loss of every training step. */
  readonly penalty?: { readonly l1: number; readonly l2: number };
}

/** `bernoulli`: 1 with a probability, else 0. `normal`: of mean 0 and standard deviation 1. */
export type NoiseDistribution =
  { readonly kind: 'bernoulli'; readonly probability: number } | { readonly kind: 'normal' };

/** Random numbers that a layer wants at each training step, float32 per element of each row. */
export interface NoiseRequest {
  /** Unique in the layer, e.g. `keep`. */
  readonly purpose: string;
  /** Without the batch. */
  readonly shape: LayerShape;
  readonly distribution: NoiseDistribution;
}

export interface BuildContext<Options> {
  readonly builder: GraphBuilder;
  /** float32 (with `takesIntegers` perhaps int32), each `[batch, …shape]`, its axes as `layout` says. */
  readonly inputs: readonly Value[];
  /** How the inputs lie: as the definition asks, all alike. */
  readonly layout: Layout;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly options: Options;
  /** Whether this is a training step: noise is applied, statistics are updated. */
  readonly training: boolean;
  readonly noise: (request: NoiseRequest) => Value;
}

export interface LayerOutput {
  readonly value: Value;
  /** Where the output is an activation of something: losses that know it compute from that, which is stable. */
  readonly activated?: { readonly by: ActivationName; readonly from: Value };
  /** How `value` (and `from`) lie. Default: as the inputs did. */
  readonly layout?: Layout;
  /** In training: what parameters that are not trainable are from the next step on, by name (running statistics). */
  readonly updates?: Readonly<Record<string, Value>>;
}

export interface LayerDefinition<All extends Fields = Fields> {
  readonly category: LayerCategory;
  readonly silhouette: Silhouette;
  /** In plain text, as the builder shows it. */
  readonly formula: string;
  readonly fields: All;
  /**
   * The layout in which it wants its inputs: shapes are always written with the channels last, yet convolutions compute
   * with the channels first, and elementwise layers take either. Default: `channelsLast`.
   */
  readonly layout?: Layout | 'any';
  /** Whether an int32 input of the model (token numbers) reaches it as it is; any other layer is given it as float32. */
  readonly takesIntegers?: boolean;
  /** How many inputs it joins. */
  readonly inputs: { readonly minimum: number; readonly maximum: number };
  /** The shape of its output, or why it cannot have one. */
  infer(inputs: readonly LayerShape[], options: LayerOptions<All>): LayerShape | LayerProblem;
  /** Its parameters for inputs that `infer` accepts. */
  parameters(inputs: readonly LayerShape[], options: LayerOptions<All>): readonly ParameterSpec[];
  build(context: BuildContext<LayerOptions<All>>): LayerOutput;
}

/** Checks a definition against its own fields, and keeps their types for its methods. */
export function defineLayer<All extends Fields>(definition: LayerDefinition<All>): LayerDefinition<All> {
  return definition;
}

/** A tuple's worth of something that the caller has counted. */
export function only<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined || items.length !== 1) throw new RangeError(`expected one item, found ${items.length}`);
  return first;
}
