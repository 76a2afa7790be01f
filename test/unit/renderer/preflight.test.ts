/** The pre-flight of a draft: one at a time, cancelled for good, stale when the draft says something else. */
import { describe, expect, it, vi } from 'vitest';
import type { Preflight } from '../../../main/api/contract/index.ts';
import { UserError } from '../../../main/base/errors.ts';
import { PreflightDesk } from '../../../renderer/views/models/preflight/preflight.svelte.ts';

const found = { epochs: 3 } as Preflight;
const draft = { name: 'iris', training: { epochs: 3 } };

function setUp(answer: (signal: AbortSignal) => Promise<Preflight>) {
  const preflight = vi.fn((_: unknown, { signal }: { signal: AbortSignal }) => answer(signal));
  const api = { runs: { preflight } } as unknown as ConstructorParameters<typeof PreflightDesk>[0];
  return { preflight, desk: new PreflightDesk(api, 'd1') };
}

describe('a pre-flight', () => {
  it('asks for the draft on the data set, and its result holds until the draft changes', async () => {
    const { preflight, desk } = setUp(() => Promise.resolve(found));
    await desk.start(draft);
    expect(preflight.mock.calls[0]?.[0]).toEqual({ experiment: draft, datasetId: 'd1' });
    expect([desk.found, desk.running, desk.failure]).toEqual([found, false, null]);
    expect(desk.isStale({ ...draft })).toBe(false);
    expect(desk.isStale({ ...draft, name: 'another' })).toBe(false);
    expect(desk.isStale({ ...draft, training: { epochs: 4 } })).toBe(true);
  });

  it('is asked for once, however often it is pressed', async () => {
    const answer = Promise.withResolvers<Preflight>();
    const { preflight, desk } = setUp(() => answer.promise);
    const first = desk.start(draft);
    await desk.start(draft);
    expect(preflight).toHaveBeenCalledTimes(1);
    answer.resolve(found);
    await first;
  });

  it('is cancelled at once; what came before stays, and what comes after is not taken for it', async () => {
    const answers = [Promise.resolve(found), new Promise<Preflight>(() => undefined), Promise.resolve(found)];
    let signal: AbortSignal | null = null;
    const { desk } = setUp((given) => {
      signal = given;
      return answers.shift() ?? Promise.reject(new Error('asked too often'));
    });
    await desk.start(draft);
    void desk.start({ ...draft, training: {} });
    expect(desk.running).toBe(true);
    desk.cancel();
    expect(signal).toHaveProperty('aborted', true);
    expect([desk.running, desk.found, desk.failure]).toEqual([false, found, null]);
    expect(desk.isStale(draft)).toBe(false);
  });

  it('shows why it was refused', async () => {
    const { desk } = setUp(() => Promise.reject(new UserError('runner.processDied', { how: 'SIGKILL' })));
    await desk.start(draft);
    expect(desk.failure?.code).toBe('runner.processDied');
    expect(desk.found).toBeNull();
  });
});
