/** Hands each window that asks a MessagePort of its own, with the API at its other end. */
import type { IpcMain, MessagePortMain } from 'electron';
import { portChannel } from './port-channel.ts';
import { isTrustedSender } from './senders.ts';

/** The part of oRPC's RPCHandler that is needed here. */
export interface PortHandler {
  upgrade(port: MessagePortMain): void;
}

export function handOutPorts(
  ipcMain: Pick<IpcMain, 'on'>,
  createChannel: () => { port1: MessagePortMain; port2: MessagePortMain },
  handler: PortHandler,
): void {
  ipcMain.on(portChannel, (event) => {
    if (!isTrustedSender(event.senderFrame)) return;
    const { port1, port2 } = createChannel();
    handler.upgrade(port1);
    port1.start();
    // To the frame that asked and no other: the window may have loaded another page meanwhile.
    event.senderFrame?.postMessage(portChannel, null, [port2]);
  });
}
