/**
 * The bridge between the sandboxed window and the main process: it asks for the API's port and passes it on, and tells
 * where a file that the person chose or dropped lies. Built as CommonJS, as a sandboxed preload must be.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { portChannel } from './port-channel.ts';

// A port cannot cross the context bridge; a window message carries it to the page.
ipcRenderer.on(portChannel, (event) => {
  window.postMessage(portChannel, window.location.origin === 'null' ? '*' : window.location.origin, event.ports);
});

contextBridge.exposeInMainWorld('athanor', {
  requestPort(): void {
    ipcRenderer.send(portChannel);
  },
  pathOf(file: File): string {
    return webUtils.getPathForFile(file);
  },
});
