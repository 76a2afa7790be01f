#!/usr/bin/env node
// The `athanor` command: runs the command line under Node 24, here or in the project's own.
import { cacheCompilation, handOver, runsTypeScript } from '../scripts/project-node.mjs';

const main = new URL('../main/shells/cli/main.ts', import.meta.url);
if (runsTypeScript) {
  cacheCompilation();
  await import(main.href);
} else {
  handOver(main, process.argv.slice(2));
}
