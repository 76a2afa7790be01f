/** A metric of a training section: a word, or an item with its options. */
import { z } from 'zod';
import { nearestName } from '../base/nearest.ts';
import { optionsSchema, type FieldValue } from '../models/fields.ts';
import { report, showValue } from '../models/problems.ts';
import { isMetricType, metrics, metricTypes, type MetricType } from './metrics/registry.ts';

/** As a run records it: a word where every option has its default. */
export type MetricSetting = MetricType | ({ readonly type: MetricType } & Readonly<Record<string, FieldValue>>);

export interface MetricSpec {
  readonly type: MetricType;
  readonly options: Readonly<Record<string, FieldValue>>;
  /** What its series are called: the type, and every option that is not the default: `f1_weighted`, `topK_3`. */
  readonly name: string;
}

/** A setting with every option filled in. */
export function metricSpec(setting: MetricSetting): MetricSpec {
  const { type, ...given } = typeof setting === 'string' ? { type: setting } : setting;
  const { fields } = metrics[type];
  const options = optionsSchema(fields).parse(given);
  const own = Object.entries(fields).flatMap(([name, field]) => {
    const value = options[name];
    return value === undefined || value === field.default ? [] : [String(value)];
  });
  return { type, options, name: [type, ...own].join('_') };
}

export const metricSchema = z.unknown().transform((given, context): MetricSetting => {
  const isItem = typeof given === 'object' && given !== null && !Array.isArray(given);
  const item: Readonly<Record<string, unknown>> = isItem ? { ...given } : { type: given };
  const { type } = item;
  if (!isMetricType(type)) {
    const nearest = typeof type === 'string' ? nearestName(type, metricTypes) : null;
    const params = { choices: metricTypes.join(', '), nearest, found: showValue(type) };
    report(context, 'models.expectedChoice', params, isItem ? ['type'] : []);
    return z.NEVER;
  }
  const { fields } = metrics[type];
  const parsed = optionsSchema(fields).safeParse(item, { reportInput: true });
  if (!parsed.success) {
    for (const issue of parsed.error.issues) context.addIssue(issue as never);
    return z.NEVER;
  }
  const plain = Object.entries(fields).every(([name, field]) => parsed.data[name] === field.default);
  return plain ? type : { ...parsed.data, type };
});
