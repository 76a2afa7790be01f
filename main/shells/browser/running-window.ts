/** A window of the same data folder that is served already: its address instead of a refusal. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { readEndpoint } from '../../app/index.ts';

export interface RunningWindow {
  readonly url: string;
  /** See `WindowServer.oneTimeUrl`. */
  readonly oneTimeUrl: string;
}

/** Milliseconds that a browser shell which is just starting gets to announce its address. */
const patience = 5000;

/** Null where the folder is held by something without a window of this kind. */
export async function findRunningWindow(dataFolder: string): Promise<RunningWindow | null> {
  const end = Date.now() + patience;
  for (;;) {
    const endpoint = readEndpoint(dataFolder);
    if (endpoint !== null && endpoint.shell !== 'browser') return null;
    const url = endpoint?.url ?? null;
    const ticket = url === null ? null : await askForTicket(url);
    if (url !== null && ticket !== null) return { url, oneTimeUrl: new URL(`/open/${ticket}`, url).href };
    if (Date.now() > end) return null;
    await sleep(100);
  }
}

/** Null where nobody answers there, or somebody else. */
function askForTicket(url: string): Promise<string | null> {
  const { origin, hash } = new URL(url);
  const token = hash.replace(/^#token=/, '');
  return new Promise((resolve) => {
    const asking = request(
      `${origin}/ticket`,
      { method: 'POST', headers: { authorization: `Bearer ${token}` }, timeout: 2000 },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => {
          resolve(response.statusCode === 200 ? text : null);
        });
      },
    );
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => {
      resolve(null);
    });
    asking.end();
  });
}
