/**
 * A text as a sequence of token numbers of fixed length, for an embedding: 0 fills up, 1 is a token no training row had.
 *
 * A missing text is an empty one.
 */
import { z } from 'zod';
import { Encoder, learnTokenizer, tokenizerOptions, tokenizerSchema } from '../../tokens/tokenizer.ts';
import { numberBlock, textsOf } from '../blocks.ts';
import { defineStep } from '../step.ts';

const side = z.enum(['start', 'end']);
const length = z.int().min(1).max(4096);
const options = z.strictObject({
  step: z.literal('tokens'),
  ...tokenizerOptions,
  /** Tokens of a row. */
  length: length.default(64),
  /** Where 0 is added to a shorter text. */
  pad: side.default('end'),
  /** Which end of a longer text is cut off. */
  truncate: side.default('end'),
});
const schema = z.object({ step: z.literal('tokens'), tokenizer: tokenizerSchema, length, pad: side, truncate: side });

export const tokens = defineStep<z.output<typeof options>, z.infer<typeof schema>>({
  takes: 'texts',
  category: 'text',
  formula: 'the numbers of the tokens in order; 0 fills up, 1 is a token that was not learnt',
  source: 'byte pairs: Sennrich et al., ACL 2016',
  options,
  schema,
  fit: (block, given) => ({
    step: 'tokens',
    tokenizer: learnTokenizer(
      textsOf(block).filter((text) => text !== null),
      given,
    ),
    length: given.length,
    pad: given.pad,
    truncate: given.truncate,
  }),
  apply({ tokenizer, length: wanted, pad, truncate }, block) {
    const texts = textsOf(block);
    const encoder = new Encoder(tokenizer);
    const places = Array.from({ length: wanted }, () => new Float64Array(texts.length));
    texts.forEach((text, row) => {
      const whole = encoder.encode(text ?? '');
      const kept = truncate === 'end' ? whole.slice(0, wanted) : whole.slice(-wanted);
      const first = pad === 'end' ? 0 : wanted - kept.length;
      kept.forEach((token, index) => {
        const place = places[first + index];
        if (place !== undefined) place[row] = token;
      });
    });
    return places.map((place, index) => numberBlock(`${block.name}[${index}]`, place, true));
  },
});
