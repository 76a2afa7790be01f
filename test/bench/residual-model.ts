/** Residual networks of basic blocks (He et al. 2015), as the `model` section of an experiment file. */

interface ResidualOptions {
  readonly stem: {
    readonly filters: number;
    readonly kernelSize: number;
    readonly strides: number;
    readonly pool: boolean;
  };
  /** Filters of each stage; from the second on each begins with a stride of 2. */
  readonly stages: readonly number[];
  /** Blocks in each stage. */
  readonly blocks: number;
}

type Node = { readonly id: string; readonly type: string; readonly inputs: readonly string[] } & Record<
  string,
  unknown
>;

/** ResNet-18 is a stem of 64 filters 7×7 with stride 2 and a pool, and stages of 64, 128, 256 and 512 with 2 blocks. */
export function residualModel({ stem, stages, blocks }: ResidualOptions): object {
  const nodes: Node[] = [];
  const add = (id: string, type: string, inputs: readonly string[], options: object = {}): string => {
    nodes.push({ id, type, inputs, ...options });
    return id;
  };
  const convolve = (id: string, input: string, filters: number, kernelSize: number, strides: number): string => {
    const options = { filters, kernelSize, strides, padding: 'same', useBias: false, kernelInitializer: 'heNormal' };
    return add(`${id}_bn`, 'batchNormalization', [add(`${id}_conv`, 'conv2d', [input], options)]);
  };
  const rectify = (id: string, input: string): string => add(id, 'activation', [input], { activation: 'relu' });

  let value = rectify('stem', convolve('stem', 'features', stem.filters, stem.kernelSize, stem.strides));
  if (stem.pool) value = add('stem_pool', 'maxPooling2d', [value], { poolSize: 3, strides: 2, padding: 'same' });
  let channels = stem.filters;
  stages.forEach((filters, stage) => {
    for (let block = 0; block < blocks; block += 1) {
      const name = `stage${stage + 1}_${block + 1}`;
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const first = rectify(`${name}_relu1`, convolve(`${name}_1`, value, filters, 3, strides));
      const second = convolve(`${name}_2`, first, filters, 3, 1);
      const shortcut =
        strides === 1 && channels === filters ? value : convolve(`${name}_shortcut`, value, filters, 1, strides);
      value = rectify(`${name}_relu2`, add(`${name}_add`, 'add', [second, shortcut]));
      channels = filters;
    }
  });
  const pooled = add('pooled', 'globalAveragePooling', [value]);
  const output = add('scores', 'dense', [pooled], { units: 'classes', activation: 'softmax' });
  return { inputs: [{ id: 'features' }], nodes, outputs: [output] };
}
