/**
 * What the adapter behind `webgpu` is. onnxruntime does not tell, so it is read from the driver libraries that the
 * process has loaded since a device was opened and, on Linux, from the device nodes that these hold open.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename } from 'node:path';
import type { DeviceInfo } from '../../graph/engine.ts';

export interface AdapterEvidence {
  readonly platform: NodeJS.Platform;
  /** File names of the loaded libraries. */
  readonly libraries: readonly string[];
  /** Device files that the process holds open; of Linux alone. */
  readonly nodes: readonly string[];
  /** What the kernel calls the graphics cards behind these files. */
  readonly cards: readonly string[];
  readonly processor: string;
}

/** Drivers of graphics hardware, by the names of their libraries on Linux (Vulkan) and Windows (Direct3D 12). */
const hardware: readonly (readonly [RegExp, string])[] = [
  [/^libGLX_nvidia|^libEGL_nvidia|^libnvidia-|^nvwgf2um|^nvldum/iu, 'NVIDIA'],
  [/^libvulkan_radeon|^amdvlk|^amdxc|^amdxx/iu, 'AMD'],
  [/^libvulkan_intel|^igd12um|^igd10|^igc/iu, 'Intel'],
  [/^libvulkan_nouveau/iu, 'NVIDIA'],
  [/^libvulkan_freedreno|^qcdx12/iu, 'Qualcomm'],
  [/^libvulkan_asahi/iu, 'Apple'],
  [/^libvulkan_(panfrost|broadcom|powervr)|^libmali/iu, 'GPU'],
  [/^libvulkan_dzn/iu, 'Direct3D 12'],
];

/** Drivers that compute on the processor. */
const software: readonly (readonly [RegExp, string])[] = [
  [/^(lib)?vk_swiftshader/iu, 'SwiftShader'],
  [/^libvulkan_lvp/iu, 'llvmpipe'],
  [/^d3d10warp/iu, 'WARP'],
];

/** Mesa loads the drivers of every vendor and keeps them; only one that found its hardware holds a node open. */
const hardwareNode = /^\/dev\/(dri\/renderD\d+|nvidia\d+|dxg|kgsl-3d0|mali\d+)$/u;

/** Of a process that has opened a device on the adapter. */
export function describeAdapter({ platform, libraries, nodes, cards, processor }: AdapterEvidence): DeviceInfo {
  const webgpu = (name: string, kind: DeviceInfo['kind']): DeviceInfo => ({ id: 'webgpu', name, kind });
  // Metal has no software adapter.
  if (platform === 'darwin') return webgpu(/^Apple/u.test(processor) ? `${processor} (Metal)` : 'Metal', 'gpu');
  const vendors = namesOf(hardware, libraries);
  const isOpen = platform !== 'linux' || nodes.some((node) => hardwareNode.test(node));
  if (vendors.length > 0 && isOpen) return webgpu((cards.length > 0 ? cards : vendors).join(' / '), 'gpu');
  const [computed] = namesOf(software, libraries);
  return computed === undefined ? webgpu('WebGPU', 'unknown') : webgpu(computed, 'software');
}

function namesOf(drivers: typeof hardware, libraries: readonly string[]): string[] {
  const found = drivers.filter(([pattern]) => libraries.some((library) => pattern.test(library)));
  return [...new Set(found.map(([, name]) => name))];
}

/** Of this process, now. */
export function readEvidence(): AdapterEvidence {
  const nodes = process.platform === 'linux' ? openNodes() : [];
  return {
    platform: process.platform,
    libraries: loadedLibraries(),
    nodes,
    cards: [...new Set(nodes.flatMap(cardBehind))],
    processor: cpus()[0]?.model.trim() ?? '',
  };
}

function loadedLibraries(): string[] {
  // Without it, a report looks up the names of the network's hosts. Node's types do not know it yet.
  Object.assign(process.report, { excludeNetwork: true });
  const { sharedObjects } = process.report.getReport() as { readonly sharedObjects?: readonly string[] };
  return (sharedObjects ?? []).map((path) => basename(path.replaceAll('\\', '/')));
}

function openNodes(): string[] {
  const folder = '/proc/self/fd';
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      // Closed meanwhile: the reading of the folder itself was one.
      return [];
    }
  });
}

const vendorNames: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA GPU',
  '0x1002': 'AMD GPU',
  '0x8086': 'Intel GPU',
  '0x1414': 'Direct3D 12',
};

function cardBehind(node: string): string[] {
  try {
    if (/^\/dev\/nvidia\d/u.test(node)) return nvidiaModels();
    const [, render] = /^\/dev\/dri\/(renderD\d+)$/u.exec(node) ?? [];
    if (render === undefined) return [];
    const vendor = readFileSync(`/sys/class/drm/${render}/device/vendor`, 'utf8').trim();
    // NVIDIA's own driver says more, above.
    return vendor === '0x10de' ? nvidiaModels() : [vendorNames[vendor] ?? `GPU ${vendor}`];
  } catch {
    // No such file in a container: the driver's vendor must do.
    return [];
  }
}

function nvidiaModels(): string[] {
  const folder = '/proc/driver/nvidia/gpus';
  return readdirSync(folder).flatMap((gpu) => {
    const text = readFileSync(`${folder}/${gpu}/information`, 'utf8');
    return /^Model:\s*(.+)$/mu.exec(text)?.slice(1) ?? [];
  });
}
