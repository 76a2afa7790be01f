/** Envelopes over a pair of byte streams: what both ends of a pipe say to each other, whatever the messages mean. */
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { BugError } from '../base/errors.ts';
import { defaultFrameLimits, encodeFrame, FrameDecoder, type FrameLimits } from './frame.ts';
import { arrayEntrySchema, pack, unpack } from './packing.ts';

/** Absent where a void result was sent. */
const anything = z.unknown().optional();

/** The form of the frames and envelopes themselves. */
export const wireVersion = 1;

const serializedErrorSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  path: z.string().optional(),
  location: z
    .object({
      file: z.string().optional(),
      line: z.number().optional(),
      row: z.number().optional(),
      column: z.string().optional(),
      layer: z.string().optional(),
      epoch: z.number().optional(),
      step: z.number().optional(),
    })
    .optional(),
});

const id = z.int().nonnegative();

const envelopeSchema = z.discriminatedUnion('kind', [
  /** The first frame of either side. */
  z.object({ kind: z.literal('hello'), wire: z.int(), protocol: z.string(), version: z.int() }),
  z.object({ kind: z.literal('request'), id, method: z.string(), params: anything }),
  z.object({ kind: z.literal('progress'), id, value: anything }),
  z.object({ kind: z.literal('result'), id, value: anything }),
  /** `cancelled`: the handler ended because it was asked to. `stack` is for the log alone. */
  z.object({
    kind: z.literal('failure'),
    id,
    error: serializedErrorSchema,
    cancelled: z.boolean(),
    stack: z.string().optional(),
  }),
  z.object({ kind: z.literal('cancel'), id }),
  z.object({ kind: z.literal('event'), name: z.string(), value: anything }),
  /** Finish: no request will follow. */
  z.object({ kind: z.literal('stop') }),
]);
export type Envelope = z.infer<typeof envelopeSchema>;

const headerSchema = z.object({ envelope: z.unknown(), arrays: z.array(arrayEntrySchema) });

export interface ChannelListener {
  receive(envelope: Envelope): void;
  /** The other side closed its end, or what it sent cannot be understood (`error`). Called once. */
  closed(error: Error | undefined): void;
}

/** Sends envelopes and hands over those that arrive, in order. */
export class Channel {
  readonly #output: Writable;
  readonly #limits: FrameLimits;
  readonly #listener: ChannelListener;
  #open = true;

  constructor(input: Readable, output: Writable, listener: ChannelListener, limits: FrameLimits = defaultFrameLimits) {
    this.#output = output;
    this.#listener = listener;
    this.#limits = limits;
    const decoder = new FrameDecoder(limits);
    input.on('data', (chunk: Uint8Array) => {
      if (!this.#open) return;
      try {
        for (const frame of decoder.push(chunk)) {
          const header = headerSchema.parse(frame.header);
          this.#listener.receive(envelopeSchema.parse(unpack(header.envelope, header.arrays, frame.body)));
        }
      } catch (error) {
        this.#close(error instanceof Error ? error : new BugError(String(error)));
      }
    });
    const ended = (): void => {
      this.#close(decoder.buffered > 0 ? new BugError('the pipe was cut in the middle of a frame') : undefined);
    };
    input.on('end', ended);
    input.on('close', ended);
    input.on('error', (error: Error) => {
      this.#close(error);
    });
    // Writing to a process that has just died fails here; its end is noticed by the reading side.
    output.on('error', () => undefined);
  }

  get open(): boolean {
    return this.#open;
  }

  /** Sends, or does nothing where the other side is gone. */
  send(envelope: Envelope): void {
    if (!this.#open || !this.#output.writable) return;
    const packed = pack(envelope);
    this.#output.cork();
    for (const piece of encodeFrame({ envelope: packed.value, arrays: packed.arrays }, packed.pieces, this.#limits)) {
      this.#output.write(piece);
    }
    this.#output.uncork();
  }

  /** Resolves when everything sent has left this process. */
  async finish(): Promise<void> {
    if (!this.#output.writable) return;
    await new Promise<void>((resolve) => {
      this.#output.once('error', () => {
        resolve();
      });
      this.#output.end(() => {
        resolve();
      });
    });
  }

  #close(error: Error | undefined): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.closed(error);
  }
}
