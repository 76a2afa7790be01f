/** The window over the fake core: `?empty` for the first visit, `?runs=N` for N finished runs and awkward ones,
 * `&pace=N` for N epochs at a time. Served by vite.config.ts beside it; never shipped. */
import '../../../renderer/styles/tokens.css';
import '../../../renderer/styles/base.css';
import { mount } from 'svelte';
import { z } from 'zod';
import App from '../../../renderer/App.svelte';
import type { OpenLink } from '../../../renderer/connection/connection.svelte.ts';
import { FakeCore, fakeLink } from '../fake-client.ts';
import { FakeRuns } from '../fake-runs.ts';

z.config({ jitless: true });
const search = new URLSearchParams(location.search);
const core = new FakeCore({ empty: search.has('empty') });
if (search.has('runs'))
  Object.assign(core.calls, new FakeRuns(core, Number(search.get('runs')), Number(search.get('pace') ?? 1)).calls);
let drop: () => void = () => undefined;
let refused = false;

/** For tests: breaks the connection, and lets it open again. */
Object.assign(window, {
  fake: {
    disconnect(): void {
      refused = true;
      drop();
    },
    reconnect(): void {
      refused = false;
    },
  },
});

async function transport(): Promise<OpenLink> {
  await Promise.resolve();
  if (refused) throw new Error('refused');
  const ended = new Promise<void>((resolve) => (drop = resolve));
  return { link: fakeLink(core), ended, close: drop };
}

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { transport } });
