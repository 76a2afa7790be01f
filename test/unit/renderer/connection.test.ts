/** The connection: calls wait for it, it opens again by itself, and says how it stands. */
import { describe, expect, it } from 'vitest';
import { Connection, type OpenLink } from '../../../renderer/connection/connection.svelte.ts';

/** A transport that the test opens, refuses and breaks. */
class Line {
  refused = false;
  opened = 0;
  #end: () => void = () => undefined;
  readonly open = async (): Promise<OpenLink> => {
    await Promise.resolve();
    if (this.refused) throw new Error('refused');
    this.opened += 1;
    const ended = new Promise<void>((resolve) => (this.#end = resolve));
    return {
      link: { call: (path) => Promise.resolve(path.join('.')) },
      ended,
      close: () => {
        this.#end();
      },
    };
  };
  break(): void {
    this.#end();
  }
}

/** Waits that the test ends. */
class Waits {
  readonly asked: number[] = [];
  #resume: (() => void)[] = [];
  readonly wait = (milliseconds: number): Promise<void> => {
    this.asked.push(milliseconds);
    return new Promise((resolve) => this.#resume.push(resolve));
  };
  pass(): void {
    for (const resume of this.#resume.splice(0)) resume();
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('Connection', () => {
  it('lets calls wait for the first link', async () => {
    const line = new Line();
    const connection = new Connection(line.open, new Waits().wait);
    const answer = connection.client.system.status();
    void connection.start();
    expect(connection.state).toBe('connecting');
    expect(await answer).toBe('system.status');
    expect(connection.state).toBe('open');
    connection.stop();
  });

  it('opens again after a break, waiting longer each time, at once when asked', async () => {
    const line = new Line();
    const waits = new Waits();
    const connection = new Connection(line.open, waits.wait);
    void connection.start();
    await settle();
    line.refused = true;
    line.break();
    await settle();
    expect(connection.state).toBe('lost');
    waits.pass();
    await settle();
    waits.pass();
    await settle();
    expect(waits.asked).toEqual([250, 500, 1000]);
    line.refused = false;
    connection.retry();
    await settle();
    expect([connection.state, line.opened]).toEqual(['open', 2]);
    connection.stop();
  });

  it('refuses a call when no link opens in time', async () => {
    const line = new Line();
    line.refused = true;
    const waits = new Waits();
    const connection = new Connection(line.open, waits.wait);
    void connection.start();
    await settle();
    const call = connection.client.datasets.list();
    await settle();
    waits.pass();
    await expect(call).rejects.toMatchObject({ code: 'window.disconnected' });
    connection.stop();
  });
});
