/** Rows that both sides make alike: each class is a cloud around a point of its own. */

export interface SyntheticData {
  readonly features: Float32Array;
  readonly targets: Int32Array;
}

/** The same formula stands in the peers' programs; exact equality does not matter, the amount of work does. */
export function syntheticData(rows: number, inputs: number, classes: number): SyntheticData {
  const features = new Float32Array(rows * inputs);
  const targets = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const target = row % classes;
    targets[row] = target;
    for (let column = 0; column < inputs; column += 1) {
      features[row * inputs + column] = Math.sin(row * 12.9898 + column * 78.233) + target * Math.cos(column);
    }
  }
  return { features, targets };
}
