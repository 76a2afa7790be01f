/** Types of project-node.mjs. */
export const runsTypeScript: boolean;
export function cacheCompilation(): void;
export function findProjectNode(): string | null;
export function shellText(key: string, params?: Record<string, string | number>): string;
export function handOver(url: URL, args: readonly string[]): void;
