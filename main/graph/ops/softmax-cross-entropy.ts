/**
 * Cross-entropy between a class and the softmax of scores along the last axis: `−log softmax(scores)[label]`, one number
 * a row. Every label is in [0, classes). An op of its own, because its gradient, `softmax − one-hot`, is both more exact
 * and less work than what the rules of its parts come to.
 */
import { expectDType, refuse, shapesEqual } from '../shapes.ts';
import type { NoAttributes, OpDefinition } from './definition.ts';

export const softmaxCrossEntropy: OpDefinition<NoAttributes, 2> = {
  arity: 2,
  infer: (inputs) => {
    const [scores, labels] = inputs;
    expectDType('softmaxCrossEntropy', inputs, scores, ['float32']);
    expectDType('softmaxCrossEntropy', inputs, labels, ['int32']);
    const classes = scores.shape.at(-1);
    if (classes === undefined || classes === 'batch' || classes === 0) {
      refuse('softmaxCrossEntropy', inputs, 'the last axis of the scores has no classes');
    }
    if (!shapesEqual(scores.shape.slice(0, -1), labels.shape)) {
      refuse('softmaxCrossEntropy', inputs, 'there is not one label for each row of scores');
    }
    return [{ dtype: 'float32', shape: labels.shape }];
  },
  gradient: ({ builder, inputs: [scores, labels], outputGradients: [gradient] }) => {
    const classes = Number(scores.type.shape.at(-1));
    const excess = builder.subtract(builder.softmax(scores), builder.oneHot(labels, classes));
    return [builder.multiply(excess, builder.reshape(gradient, [...labels.type.shape, 1])), null];
  },
};
