/** The options of a layer or of a step of a recipe, with their defaults and what they may be. */
import type { LayerField, StepDescriptor } from '../../../api/contract/index.ts';
import type { Console } from '../console.ts';
import { formatReading } from './numbers.ts';
import { formatTable } from './table.ts';

type Option = LayerField | StepDescriptor['fields'][number];

export function optionTable(options: readonly Option[], console: Console): string {
  return formatTable(
    [
      { title: console.text('cli.column.option') },
      { title: console.text('cli.column.default') },
      { title: console.text('cli.column.values') },
    ],
    options.map((option) => [option.name, defaultText(option), valuesText(option)]),
  );
}

function defaultText(option: Option): string {
  if ('required' in option && option.required) return '–';
  const value: unknown = 'default' in option ? option.default : null;
  if (Array.isArray(value)) return value.join(', ');
  return value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
}

function valuesText(option: Option): string {
  if ('choices' in option) return option.choices.join(', ');
  if (option.kind === 'boolean') return 'true, false';
  const words = 'words' in option ? option.words : [];
  return [rangeText(option.minimum, option.maximum), ...words].join(', ');
}

/** Bounds that no number reaches are none. */
function rangeText(minimum: number, maximum: number): string {
  const [low, high] = [minimum, maximum].map((bound) => (Math.abs(bound) >= 2 ** 53 - 1 ? '' : formatReading(bound)));
  return `${low ?? ''} … ${high ?? ''}`.trim();
}
