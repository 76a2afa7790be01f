/** A window's connection, cut and mended by a test. */
import type { Page } from '@playwright/test';

export interface CutSocket {
  /** Whether attempts to connect are refused from now on. */
  refuse(refused: boolean): void;
  /** How many have been. */
  readonly refusals: number;
  /** Ends the connection that there is. */
  cut(): Promise<void>;
}

/** Stands between the page and the core, from the page's next load on. */
export async function cutSocket(page: Page): Promise<CutSocket> {
  let refused = false;
  let refusals = 0;
  let cut: () => Promise<void> = () => Promise.resolve();
  await page.routeWebSocket(/\/rpc/u, (socket) => {
    if (refused) {
      refusals += 1;
      void socket.close();
      return;
    }
    const server = socket.connectToServer();
    cut = async () => {
      await server.close();
      await socket.close();
    };
  });
  return {
    refuse(next) {
      refused = next;
    },
    get refusals() {
      return refusals;
    },
    cut: () => cut(),
  };
}
