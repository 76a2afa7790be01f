/** Every metric there is. To add one: a file here and a line below. */
import { accuracy } from './accuracy.ts';
import { auc } from './auc.ts';
import { averagePrecision } from './average-precision.ts';
import { f1 } from './f1.ts';
import { logLoss } from './log-loss.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import { perplexity } from './perplexity.ts';
import { precision } from './precision.ts';
import { r2 } from './r2.ts';
import { recall } from './recall.ts';
import { rmse } from './rmse.ts';
import { topK } from './top-k.ts';
import type { MetricDefinition } from './definition.ts';

const definitions = {
  accuracy,
  topK,
  precision,
  recall,
  f1,
  auc,
  averagePrecision,
  logLoss,
  perplexity,
  mae,
  mse,
  rmse,
  r2,
};

export type MetricType = keyof typeof definitions;

/** By type. The options of a definition found by name are those that its own fields have checked. */
export const metrics: Readonly<Record<MetricType, MetricDefinition>> = definitions;

export const metricTypes = Object.keys(definitions) as readonly MetricType[];

export function isMetricType(type: unknown): type is MetricType {
  return typeof type === 'string' && Object.hasOwn(definitions, type);
}
