/** Turns a JSON record into named cells: inner objects become `outer.inner`, lists stay JSON. */

/** Numbers that a float64 would not give back, kept as they are written. */
const delicateNumber = /\d{16}|[eE]\+?\d{3}/;

/** Throws SyntaxError. */
export function parseRecord(text: string): unknown {
  if (!delicateNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && source !== undefined ? new Written(source) : value,
  );
}

/** A number as its digits. */
class Written {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toJSON(): unknown {
    return Number(this.digits);
  }
}

/** Null where the value is neither an object nor a list. */
export function cellsOf(record: unknown): Map<string, string | null> | null {
  const cells = new Map<string, string | null>();
  if (Array.isArray(record)) {
    record.forEach((value, index) => cells.set(`column_${index + 1}`, cellText(value)));
    return cells;
  }
  if (!isObject(record)) return null;
  addObject(cells, '', record);
  return cells;
}

function addObject(cells: Map<string, string | null>, prefix: string, record: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(record)) {
    const name = `${prefix}${key}`;
    if (isObject(value)) addObject(cells, `${name}.`, value);
    else cells.set(name, cellText(value));
  }
}

function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Written) return value.digits;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Written);
}
