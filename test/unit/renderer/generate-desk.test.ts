/** A language model in the window: what it is asked for, what it writes, and what is given up. */
import { expect, test } from 'vitest';
import type { GenerateEvent, GenerateQuery } from '../../../main/api/contract/index.ts';
import { GenerateDesk, type GenerateApi } from '../../../renderer/views/run/predict/generation.svelte.ts';

const done: GenerateEvent = { kind: 'done', epoch: 3, tokens: 2, promptTokens: 1, unknown: 0, ended: false };

/** Each piece waits until it is let go. */
function api(pieces: readonly string[]) {
  const asked: GenerateQuery[] = [];
  const gates: (() => void)[] = [];
  const aborted: boolean[] = [];
  const generate = (query: GenerateQuery, { signal }: { readonly signal: AbortSignal }) => {
    const call = asked.push(query) - 1;
    signal.addEventListener('abort', () => (aborted[call] = true));
    return Promise.resolve(
      (async function* () {
        for (const text of pieces) {
          await new Promise<void>((resolve) => gates.push(resolve));
          signal.throwIfAborted();
          yield { kind: 'piece' as const, text: `${text}${String(call)}` };
        }
        yield done;
      })(),
    );
  };
  const release = async (): Promise<void> => {
    gates.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { asked, aborted, release, api: { runs: { generate } } as unknown as GenerateApi };
}

test('writes piece by piece, and another text with the next seed', async () => {
  const { asked, release, api: calls } = api(['a', 'b']);
  const desk = new GenerateDesk(calls, 'r1');
  desk.set({ text: 'Once', topK: 5 });
  const first = desk.write(null);
  await release();
  await release();
  expect([desk.busy, desk.prompt, desk.text]).toEqual([true, 'Once', 'a0']);
  await release();
  await first;
  expect([desk.busy, desk.text, desk.done]).toEqual([false, 'a0b0', done]);
  desk.set({ topK: null });
  const second = desk.writeAnother(7);
  for (let count = 0; count < 4; count += 1) await release();
  await second;
  const settings = { id: 'r1', text: 'Once', length: 200, temperature: 0.8 };
  expect(asked).toEqual([
    { ...settings, topK: 5, seed: 0 },
    { ...settings, seed: 1, epoch: 7 },
  ]);
});

test('a stop keeps what is there, and what comes late of a text that was given up is not shown', async () => {
  const { aborted, release, api: calls } = api(['a', 'b']);
  const desk = new GenerateDesk(calls, 'r1');
  const first = desk.write(null);
  await release();
  await release();
  desk.stop();
  expect([desk.busy, desk.text, aborted[0]]).toEqual([false, 'a0', true]);
  const second = desk.write(null);
  await release();
  await release();
  await first;
  expect(desk.text).toBe('a1');
  expect(desk.problem).toBeNull();
  await release();
  await second;
  expect([desk.text, desk.done]).toEqual(['a1b1', done]);
});
