/** Every template, by the name that files, the window and the command line know it by. */
import { autoencoder } from './autoencoder.ts';
import { cnn } from './cnn.ts';
import { forecaster } from './forecaster.ts';
import { mlp } from './mlp.ts';
import { residualMlp } from './residual-mlp.ts';
import { resnet } from './resnet.ts';
import { spectrogramCnn } from './spectrogram-cnn.ts';
import { textClassifier } from './text-classifier.ts';
import { unet } from './unet.ts';
import type { DataKind, TemplateData, TemplateDefinition, TemplateLayer, TemplateRefusal } from './definition.ts';

const definitions = { mlp, residualMlp, autoencoder, cnn, resnet, unet, spectrogramCnn, textClassifier, forecaster };

export type TemplateName = keyof typeof definitions;

export const templates: Readonly<Record<TemplateName, TemplateDefinition>> = definitions;

export const templateNames = Object.keys(definitions) as readonly TemplateName[];

export interface FittedTemplate {
  readonly name: TemplateName;
  readonly source: string;
  readonly kinds: readonly DataKind[];
  /** Layers that go with the data, or why there are none. */
  readonly layers: readonly TemplateLayer[] | TemplateRefusal;
}

/** Every template, with what it is on the data. */
export function templatesFor(data: TemplateData): FittedTemplate[] {
  const { output } = data;
  return templateNames.map((name) => {
    const { source, kinds, layers } = templates[name];
    if (!kinds.includes(data.kind)) return { name, source, kinds, layers: 'kind' };
    return { name, source, kinds, layers: output === null ? 'output' : layers({ ...data, output }) };
  });
}
