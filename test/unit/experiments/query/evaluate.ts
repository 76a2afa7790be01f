/**
 * What a query means, said a second time and without SQL: whether one run is found. Two-valued: what compares with a
 * missing value is false.
 */
import type { RunRecord } from '../../../../main/experiments/records.ts';
import type { FieldName, Literal, Query } from '../../../../main/experiments/query/syntax.ts';

type Value = string | number | boolean | null;

/** Of the fields that the property test draws. */
function valuesOf(run: RunRecord, { name, reading }: FieldName): readonly Value[] {
  if (reading === 'test') return [run.test?.[name] ?? null];
  const metric = run.metrics[name];
  if (reading !== null) {
    if (metric === undefined) return [null];
    return [reading === 'epoch' ? metric.bestEpoch : metric[reading]];
  }
  switch (name) {
    case 'tag':
      return run.tags;
    case 'name':
      return [run.name];
    case 'status':
      return [run.status];
    case 'dataset':
      return [run.dataset.name];
    case 'note':
      return [run.note === '' ? null : run.note];
    case 'starred':
      return [run.starred];
    case 'created':
      return [run.createdAt];
    case 'seed':
      return [run.seed];
    case 'size':
      return [run.bytes];
    case 'parameters':
      return [run.parameterCount];
    case 'optimizer':
      return [run.settings['training.optimizer.type'] ?? null];
    default:
      return [metric !== undefined ? metric.best : (run.settings[name] ?? null)];
  }
}

function compares(value: Value, operator: string, literal: Literal): boolean {
  if (value === null) return false;
  if (literal.kind === 'date') {
    if (typeof value !== 'number') return false;
    const within = value >= literal.from && value < literal.until;
    if (operator === '=') return within;
    if (operator === '!=') return !within;
    if (operator === '<') return value < literal.from;
    if (operator === '>=') return value >= literal.from;
    return operator === '<=' ? value < literal.until : value >= literal.until;
  }
  const other = literal.kind === 'duration' ? literal.seconds : literal.kind === 'size' ? literal.bytes : literal.value;
  if (typeof other === 'boolean' && typeof value === 'boolean') {
    return operator === '=' ? value === other : value !== other;
  }
  if (typeof value !== typeof other) return false;
  switch (operator) {
    case '=':
      return value === other;
    case '!=':
      return value !== other;
    case '<':
      return value < other;
    case '<=':
      return value <= other;
    case '>':
      return value > other;
    default:
      return value >= other;
  }
}

export function finds(run: RunRecord, query: Query): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every((part) => finds(run, part));
    case 'or':
      return query.parts.some((part) => finds(run, part));
    case 'not':
      return !finds(run, query.part);
    case 'compare': {
      const values = valuesOf(run, query.field);
      if (query.field.name === 'tag' && query.operator === '!=') {
        return !values.some((value) => compares(value, '=', query.value));
      }
      return values.some((value) => compares(value, query.operator, query.value));
    }
    case 'in':
      return valuesOf(run, query.field).some((value) => query.values.some((item) => compares(value, '=', item)));
    case 'contains': {
      const wanted = query.value.kind === 'text' ? query.value.value.toLowerCase() : '';
      return valuesOf(run, query.field).some(
        (value) => typeof value === 'string' && value.toLowerCase().includes(wanted),
      );
    }
    case 'missing':
      return valuesOf(run, query.field).every((value) => value === null);
    case 'flag':
      return valuesOf(run, query.field)[0] === true;
    case 'word': {
      const wanted = query.text.toLowerCase();
      const texts = [run.name, run.dataset.name, run.note, run.status, run.engine ?? '', run.device ?? '', ...run.tags];
      return (
        texts.some((text) => text.toLowerCase().includes(wanted)) ||
        JSON.stringify(run.settings).toLowerCase().includes(wanted)
      );
    }
    default:
      return query satisfies never;
  }
}
