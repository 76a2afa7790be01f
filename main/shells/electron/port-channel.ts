/** Name of the IPC channel, and of the window message, that carry the API's port. */
export const portChannel = 'athanor:port';
