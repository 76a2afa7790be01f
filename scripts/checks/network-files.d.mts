/** Types of network-files.mjs. */
export const networkModules: readonly string[];
export const networkGlobals: readonly string[];
export const networkFiles: readonly { readonly files: string; readonly reason: string }[];
