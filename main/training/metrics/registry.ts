/** Every metric there is. To add one: a file here and a line below. */
import { accuracy } from './accuracy.ts';
import { f1 } from './f1.ts';
import { mae } from './mae.ts';
import { mse } from './mse.ts';
import { precision } from './precision.ts';
import { r2 } from './r2.ts';
import { recall } from './recall.ts';
import { rmse } from './rmse.ts';
import { topK } from './top-k.ts';
import type { MetricDefinition } from './definition.ts';

const definitions = { accuracy, f1, mae, mse, precision, r2, recall, rmse, topK };

export type MetricType = keyof typeof definitions;

export const metrics: Readonly<Record<MetricType, MetricDefinition>> = definitions;

export const metricTypes = Object.keys(definitions) as readonly MetricType[];
