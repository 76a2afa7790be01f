/** WAV files for tests. */

/** Mono, 16 bit, uncompressed. */
export function waveFile(samples: Int16Array, rate: number): Uint8Array {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  [16, 0x00010001, rate, 2 * rate, 0x00100002].forEach((word, at) => header.writeUInt32LE(word, 16 + 4 * at));
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)]);
}
