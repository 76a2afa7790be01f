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
import type { TemplateData, TemplateDefinition, TemplateLayer } from './definition.ts';

const definitions = { mlp, residualMlp, autoencoder, cnn, resnet, unet, spectrogramCnn, textClassifier, forecaster };

export type TemplateName = keyof typeof definitions;

export const templates: Readonly<Record<TemplateName, TemplateDefinition>> = definitions;

export const templateNames = Object.keys(definitions) as readonly TemplateName[];

export interface FittedTemplate {
  readonly name: TemplateName;
  readonly source: string;
  readonly layers: readonly TemplateLayer[];
}

/** The templates that fit the data. */
export function templatesFor(data: TemplateData): FittedTemplate[] {
  return templateNames.flatMap((name) => {
    const { source, layers } = templates[name];
    const fitted = layers(data);
    return fitted === null ? [] : [{ name, source, layers: fitted }];
  });
}
