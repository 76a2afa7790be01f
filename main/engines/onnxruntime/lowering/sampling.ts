/** Reading images between their pixels. */
import { int, text } from '../schema.ts';
import type { GridSampleAttributes } from '../../../graph/ops/grid-sample.ts';
import type { Lowerings } from './lowering.ts';

const paddingModes: Readonly<Record<GridSampleAttributes['outside'], string>> = {
  zero: 'zeros',
  nearest: 'border',
  mirror: 'reflection',
};

export const samplingLowerings: Lowerings<'gridSample'> = {
  gridSample: (emit, inputs, { attributes: { outside } }) => [
    emit.op('GridSample', inputs, {
      mode: text('bilinear'),
      padding_mode: text(paddingModes[outside]),
      align_corners: int(0),
    }),
  ],
};
