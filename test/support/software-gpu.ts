/**
 * A graphics processor in software: the Vulkan driver SwiftShader, which every Chromium brings along. With it a plain
 * Node process finds a WebGPU adapter on a machine that has none; it computes what a real one would, slowly.
 */
import { copyFileSync, existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findTestChromium } from '../../scripts/find-chromium.ts';

export interface SoftwareGpu {
  /** Variables that a child needs before it starts. */
  readonly env: Readonly<Record<string, string>>;
}

/** Folders that hold Chromium itself where the command is a script. */
const usualFolders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/** The driver, or why there is none. */
export function findSoftwareGpu(env: NodeJS.ProcessEnv = process.env): SoftwareGpu | { readonly reason: string } {
  if (process.platform !== 'linux') return { reason: 'SwiftShader is looked for on Linux alone' };
  const browser = findTestChromium(playwrightChromium(), env);
  const folders = [...(browser === null ? [] : [dirname(realpathSync(browser))]), ...usualFolders];
  const folder = folders.find((candidate) => existsSync(join(candidate, 'vk_swiftshader_icd.json')));
  if (folder === undefined) {
    return { reason: `no Vulkan driver: none of ${folders.join(', ')} has vk_swiftshader_icd.json` };
  }
  const driver = join(folder, 'vk_swiftshader_icd.json');
  return { env: { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: loaderPath(folder, env) } };
}

/** Chromium's own loader in a folder of its own: its other libraries must not replace the system's. */
function loaderPath(folder: string, env: NodeJS.ProcessEnv): string {
  const loader = join(folder, 'libvulkan.so.1');
  const before = env.LD_LIBRARY_PATH ?? '';
  // Without one, the system's loader is used where there is one.
  if (!existsSync(loader)) return before;
  const own = mkdtempSync(join(tmpdir(), 'athanor-vulkan-'));
  copyFileSync(loader, join(own, 'libvulkan.so.1'));
  return [own, before].filter((part) => part !== '').join(delimiter);
}

function playwrightChromium(): string {
  const { chromium } = createRequire(import.meta.url)('@playwright/test') as typeof import('@playwright/test');
  return chromium.executablePath();
}
