/**
 * Turns a query into a condition of SQL with parameters. Its logic has two values: a comparison with what a run lacks
 * is false (with `!=` too), and `not` turns it round.
 */
import { nearestName } from '../../base/nearest.ts';
import { folded } from './folded.ts';
import { fieldCalled, resolveField, type Field, type Names } from './fields.ts';
import { queryProblem, type Comparison, type FieldName, type Literal, type Query } from './syntax.ts';

export type SqlValue = string | number;

export interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

const columns = { best: 'best', last: 'last', min: 'min', max: 'max', epoch: 'best_epoch' } as const;

/** Names are looked up when one is asked for that is no fact. */
export function translateQuery(query: Query, names: () => Names): Condition {
  switch (query.kind) {
    case 'and':
    case 'or': {
      const parts = query.parts.map((part) => translateQuery(part, names));
      return {
        sql: `(${parts.map(({ sql }) => sql).join(query.kind === 'and' ? ' AND ' : ' OR ')})`,
        values: parts.flatMap(({ values }) => values),
      };
    }
    case 'not': {
      const { sql, values } = translateQuery(query.part, names);
      return { sql: `NOT ${sql}`, values };
    }
    case 'compare':
      return compare(query.field, resolveField(query.field, names), query.operator, query.value);
    case 'in': {
      const field = resolveField(query.field, names);
      const parts = query.values.map((value) => compare(query.field, field, '=', value));
      return { sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`, values: parts.flatMap(({ values }) => values) };
    }
    case 'contains':
      return contains(query.field, resolveField(query.field, names), query.value);
    case 'missing':
      return test(resolveField(query.field, names), null, []);
    case 'flag':
      return flag(query.field, names);
    case 'word':
      return anywhere(query.text);
    default:
      return query satisfies never;
  }
}

/** The value that a field has for a run, null where it has none; for `tags`, all of them in one text. */
export function fieldValue(field: Field): Condition {
  switch (field.kind) {
    case 'fact':
      return { sql: field.fact.sql, values: [] };
    case 'tags':
      return { sql: "(SELECT group_concat(tag, ' ') FROM run_tags WHERE run_key = runs.key)", values: [] };
    case 'metric':
      return {
        // That index holds every reading of a metric side by side; the unique one leads to rows all over the file.
        sql: `(SELECT ${columns[field.reading]} FROM metrics INDEXED BY metrics_by_name WHERE run_key = runs.key AND name = ?)`,
        values: [field.metric],
      };
    case 'test':
      return { sql: 'json_extract(evaluations.metrics, ?)', values: [`$.${JSON.stringify(field.metric)}`] };
    case 'setting':
      return { sql: '(SELECT value FROM run_settings WHERE path = ? AND run_key = runs.key)', values: [field.path] };
    default:
      return field satisfies never;
  }
}

/** Whether the field's value, `it`, passes a test; `null`: whether there is none. */
function test(field: Field, condition: string | null, values: readonly SqlValue[]): Condition {
  if (field.kind === 'tags') {
    if (condition === null) return { sql: 'NOT EXISTS (SELECT 1 FROM run_tags WHERE run_key = runs.key)', values };
    const tags = '(SELECT tag AS it FROM run_tags WHERE run_key = runs.key)';
    return { sql: `EXISTS (SELECT 1 FROM ${tags} WHERE ${condition})`, values };
  }
  const value = fieldValue(field);
  if (condition === null) return { sql: `(${value.sql} IS NULL)`, values: value.values };
  return {
    sql: `coalesce((SELECT ${condition} FROM (SELECT ${value.sql} AS it)), 0)`,
    values: [...values, ...value.values],
  };
}

function compare(name: FieldName, field: Field, operator: Comparison, literal: Literal): Condition {
  const type = typeOf(field);
  switch (type) {
    case 'number': {
      const isSeconds = field.kind === 'fact' && field.fact.seconds === true;
      if (literal.kind === 'duration' && isSeconds) return numeric(field, operator, literal.seconds);
      if (literal.kind === 'size' && field.kind === 'fact' && field.fact.bytes === true) {
        return numeric(field, operator, literal.bytes);
      }
      if (literal.kind === 'number') return numeric(field, operator, literal.value);
      throw wrongValue('query.numberExpected', name, literal);
    }
    case 'date': {
      if (literal.kind !== 'date') throw wrongValue('query.dateExpected', name, literal);
      return dated(field, operator, literal);
    }
    case 'truth': {
      if (literal.kind !== 'truth' || (operator !== '=' && operator !== '!=')) {
        throw wrongValue('query.truthExpected', name, literal);
      }
      return numeric(field, operator, literal.value ? 1 : 0);
    }
    case 'text': {
      if (literal.kind !== 'text') throw wrongValue('query.textExpected', name, literal);
      const choices = field.kind === 'fact' ? field.fact.choices : undefined;
      if (choices !== undefined && !choices.includes(literal.value)) {
        const nearest = nearestName(literal.value, choices);
        const known = { name: name.name, found: literal.value, choices: choices.join(', '), nearest };
        throw queryProblem('query.choiceUnknown', literal.span, known);
      }
      // Of several tags, `!=` asks that none is this one.
      if (field.kind === 'tags' && operator === '!=') {
        const { sql, values } = textual(field, '=', literal.value);
        return { sql: `NOT ${sql}`, values };
      }
      return textual(field, operator, literal.value);
    }
    case 'any':
      switch (literal.kind) {
        case 'number':
          return numeric(field, operator, literal.value);
        case 'text':
          return textual(field, operator, literal.value);
        case 'truth':
          return textual(field, operator, String(literal.value));
        case 'duration':
        case 'size':
        case 'date':
          throw wrongValue('query.settingValue', name, literal);
        default:
          return literal satisfies never;
      }
    default:
      return type satisfies never;
  }
}

function typeOf(field: Field) {
  switch (field.kind) {
    case 'fact':
      return field.fact.type;
    case 'tags':
      return 'text';
    case 'metric':
    case 'test':
      return 'number';
    case 'setting':
      return 'any';
    default:
      return field satisfies never;
  }
}

/** Guarded by the type of what is there: to SQLite every text is greater than every number. */
function numeric(field: Field, operator: Comparison, value: number): Condition {
  return test(field, `typeof(it) IN ('integer', 'real') AND it ${operator} ?`, [value]);
}

function textual(field: Field, operator: Comparison, value: string): Condition {
  return test(field, `typeof(it) = 'text' AND it ${operator} ?`, [value]);
}

/** A day is a stretch of time: equal is within it, later is after all of it. */
function dated(field: Field, operator: Comparison, { from, until }: { from: number; until: number }): Condition {
  const isMoment = from === until;
  switch (operator) {
    case '=':
      return isMoment ? test(field, 'it = ?', [from]) : test(field, 'it >= ? AND it < ?', [from, until]);
    case '!=':
      return isMoment ? test(field, 'it != ?', [from]) : test(field, '(it < ? OR it >= ?)', [from, until]);
    case '<':
      return test(field, 'it < ?', [from]);
    case '>=':
      return test(field, 'it >= ?', [from]);
    case '<=':
      return isMoment ? test(field, 'it <= ?', [from]) : test(field, 'it < ?', [until]);
    case '>':
      return isMoment ? test(field, 'it > ?', [from]) : test(field, 'it >= ?', [until]);
    default:
      return operator satisfies never;
  }
}

function contains(name: FieldName, field: Field, literal: Literal): Condition {
  const type = typeOf(field);
  if (literal.kind !== 'text') throw wrongValue('query.textExpected', name, literal);
  if (type !== 'text' && type !== 'any') {
    throw queryProblem('query.containsText', name.span, { name: name.name });
  }
  return test(field, `typeof(it) = 'text' AND instr(folded(it), ?) > 0`, [folded(literal.value)]);
}

function flag(name: FieldName, names: () => Names): Condition {
  const field = fieldCalled(name, names);
  if (field === null) {
    if (name.reading !== null) resolveField(name, names);
    return anywhere(name.name);
  }
  if (typeOf(field) === 'truth') return numeric(field, '=', 1);
  throw queryProblem('query.comparisonExpected', name.span, { name: name.name });
}

/** Found in the name, data set, note, status, tags, engine, device or the values and paths of settings. */
function anywhere(word: string): Condition {
  const wanted = folded(word);
  const escaped = word.replaceAll(/[\\%_]/gu, (character) => `\\${character}`);
  return {
    sql: `(instr(folded(runs.name || char(10) || datasets.name || char(10) || runs.note || char(10) || runs.status
        || char(10) || coalesce(runs.engine, '') || char(10) || coalesce(runs.device, '')), ?) > 0
      OR EXISTS (SELECT 1 FROM run_tags WHERE run_key = runs.key AND instr(folded(tag), ?) > 0)
      OR runs.settings LIKE ? ESCAPE '\\')`,
    values: [wanted, wanted, `%${escaped}%`],
  };
}

function wrongValue(code: string, name: FieldName, literal: Literal): Error {
  return queryProblem(code, literal.span, { name: name.name });
}
