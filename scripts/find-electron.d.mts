/** Types of find-electron.mjs. */
export type ElectronAbsence = 'packageMissing' | 'notDownloaded' | 'distMissing' | 'overrideEmpty';
export type FoundElectron = { path: string; why: null } | { path: null; why: ElectronAbsence };
export function findElectron(env?: NodeJS.ProcessEnv, require?: { resolve(id: string): string }): FoundElectron;
