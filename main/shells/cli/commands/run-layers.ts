/** `athanor runs layers ID`: the layers of a run's model, with statistics of the weights that were kept. */
import type { RunLayers } from '../../../api/contract/index.ts';
import { defineCommand } from '../command.ts';
import type { Console } from '../console.ts';
import { exitStatus } from '../exit-status.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';
import { parseCount } from './run-control.ts';

interface LayersOptions {
  readonly epoch?: string;
  readonly trained?: boolean;
}

export const layers = defineCommand<readonly [string], LayersOptions>({
  usage: 'layers <id>',
  summary: 'cli.runs.layers.summary',
  arguments: ['cli.runs.id'],
  options: [
    { flags: '--epoch <epoch>', description: 'cli.runs.layers.epoch' },
    { flags: '--trained', description: 'cli.runs.layers.trained' },
  ],
  work: async ({ console, connect }, { arguments: [id], options: { epoch, trained = false } }) => {
    const of = epoch === undefined ? {} : { epoch: parseCount(epoch, '--epoch') };
    const { client } = await connect();
    const found = await client.runs.layers({ id, trained, ...of });
    console.document(found);
    console.answer(describe(found, console));
    return exitStatus.success;
  },
});

function shapeText(shape: readonly number[] | null): string {
  return shape === null ? '?' : shape.join(' × ');
}

function describe(found: RunLayers, console: Console): string {
  const { epoch, kind } = found;
  const head =
    epoch === null ? console.text('cli.runs.layers.noneKept') : console.text('cli.runs.layers.of', { epoch, kind });
  return [layerTable(found, console), head, ...(epoch === null ? [] : [weightTable(found, console)])].join('\n\n');
}

function layerTable({ inputs, layers: all, outputs, parameters }: RunLayers, console: Console): string {
  const columns = [
    { title: console.text('cli.column.layer'), limit: 32 },
    { title: console.text('cli.column.type') },
    { title: console.text('cli.column.follows'), limit: 40 },
    { title: console.text('cli.column.output'), align: 'right' as const },
    { title: console.text('cli.column.parameters'), align: 'right' as const },
  ];
  return formatTable(columns, [
    ...inputs.map(({ id, shape }) => [id, 'input', '', shapeText(shape), '']),
    ...all.map((layer) => [
      outputs.includes(layer.id) ? `${layer.id} →` : layer.id,
      layer.type,
      layer.inputs.join(', '),
      shapeText(layer.outputShape),
      formatReading(layer.parameters),
    ]),
    [console.text('cli.compare.allLayers'), '', '', '', formatReading(parameters)],
  ]);
}

function weightTable({ layers: all }: RunLayers, console: Console): string {
  const number = (key: Parameters<Console['text']>[0]) => ({ title: console.text(key), align: 'right' as const });
  const columns = [
    { title: console.text('cli.column.weights'), limit: 40 },
    number('cli.column.shape'),
    number('cli.column.mean'),
    number('cli.column.deviation'),
    number('cli.column.minimum'),
    number('cli.column.maximum'),
    number('cli.column.norm'),
    number('cli.column.zeros'),
    number('cli.column.notFinite'),
  ];
  const rows = all.flatMap(({ id, weights }) =>
    weights.map(({ name, shape, statistics: of }) => [
      `${id}/${name}`,
      shapeText(shape),
      ...[of?.mean, of?.standardDeviation, of?.minimum, of?.maximum, of?.norm].map(formatReading),
      of?.zeroShare == null ? '–' : `${(100 * of.zeroShare).toFixed(1)} %`,
      formatReading(of?.notFinite),
    ]),
  );
  return formatTable(columns, rows);
}
