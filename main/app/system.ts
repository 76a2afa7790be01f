/** The machine: what the status bar shows, and the doctor's report. */
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, freemem, platform, release, totalmem } from 'node:os';
import type { DoctorReport, SystemStatus } from '../api/contract/index.ts';
import type { ExperimentStore } from '../experiments/store.ts';
import type { EngineReport } from '../graph/engine.ts';
import type { Runner } from '../runner/runner.ts';
import packageJson from '../../package.json' with { type: 'json' };
import type { ShellKind } from './create-app.ts';
import { freeBytes } from './data-folder.ts';
import { folderBytes } from './folder-bytes.ts';
import { findElectronRuntime } from './electron-runtime.ts';

export interface SystemServices {
  readonly store: ExperimentStore;
  readonly dataFolder: string;
  readonly shell: ShellKind;
  readonly runner: Pick<Runner, 'queue' | 'probeEngines'>;
}

type Finding = DoctorReport['findings'][number];

/** Below this, the next import or checkpoint may well fail. */
const littleSpace = 1024 ** 3;

/** Nothing of a run's many readings and settings. */
const facts = { metrics: [], settings: [] };

export function readStatus({ store, dataFolder, runner }: SystemServices): SystemStatus {
  const { running, waiting } = runner.queue();
  const [first] = running;
  const total = totalmem();
  return {
    version: packageJson.version,
    dataFolder,
    freeBytes: freeBytes(dataFolder),
    running: running.length,
    queued: waiting.length,
    memoryBytes: { used: total - freemem(), total },
    // Of the run that trains; else the one that was used last.
    device:
      (first === undefined ? store.runs.list({ limit: 1 }, facts) : store.runs.rows([first], facts))[0]?.device ?? null,
  };
}

/** Probing engines takes a process of its own; questions that come meanwhile share the answer. */
export function createDoctor(services: SystemServices): () => Promise<DoctorReport> {
  let probing: Promise<EngineReport[]> | null = null;
  return async () => {
    probing ??= services.runner.probeEngines().finally(() => (probing = null));
    const [engines, used] = await Promise.all([probing, folderBytes(services.dataFolder)]);
    return makeReport(services, engines, used);
  };
}

function makeReport(
  { store, dataFolder, shell }: SystemServices,
  engines: readonly EngineReport[],
  usedBytes: number,
): DoctorReport {
  const electron = findElectronRuntime();
  const free = freeBytes(dataFolder);
  const writable = isWritable(dataFolder);
  const findings: Finding[] = [];
  if (!writable) findings.push({ level: 'error', code: 'folderNotWritable', params: { folder: dataFolder } });
  if (free !== null && free < littleSpace) {
    findings.push({ level: 'warning', code: 'littleSpace', params: { folder: dataFolder, freeBytes: free } });
  }
  findings.push(...engineFindings(engines));
  if (!electron.installed)
    findings.push({ level: 'info', code: 'electronMissing', params: { detail: electron.detail } });
  return {
    version: packageJson.version,
    platform: {
      system: platform(),
      release: release(),
      architecture: arch(),
      processor: cpus()[0]?.model.trim() ?? '',
      cores: cpus().length,
      memoryBytes: totalmem(),
    },
    versions: { node: process.versions.node, ...packageVersions() },
    dataFolder: { path: dataFolder, writable, freeBytes: free, usedBytes, schema: store.schema },
    shell: { kind: shell, electron },
    engines: engines.map((engine) => ({ ...engine, devices: [...engine.devices], missing: [...engine.missing] })),
    findings,
  };
}

function engineFindings(engines: readonly EngineReport[]): Finding[] {
  const findings: Finding[] = [];
  // The reference engine is for tests; nobody trains with it.
  const real = engines.filter((engine) => engine.id !== 'reference');
  if (!real.some((engine) => engine.state === 'ready')) findings.push({ level: 'error', code: 'noEngine', params: {} });
  for (const { id, state, detail } of real) {
    const params = { engine: id, detail: detail ?? '' };
    switch (state) {
      case 'ready':
        break;
      case 'absent':
        findings.push({ level: 'info', code: 'engineAbsent', params });
        break;
      case 'incomplete':
        findings.push({ level: 'warning', code: 'engineIncomplete', params });
        break;
      case 'broken':
        findings.push({ level: 'warning', code: 'engineBroken', params });
        break;
      default:
        state satisfies never;
    }
  }
  for (const { id, devices, missing } of real) {
    for (const { id: device, detail } of missing) {
      findings.push({ level: 'info', code: 'deviceMissing', params: { engine: id, device, detail } });
    }
    for (const { id: device, name, kind } of devices) {
      if (kind === 'software') findings.push({ level: 'info', code: 'softwareDevice', params: { device, name } });
    }
  }
  const hasGpu = real.some(({ state, devices }) => state === 'ready' && devices.some(({ kind }) => kind === 'gpu'));
  if (!hasGpu) findings.push({ level: 'info', code: 'noGpu', params: {} });
  return findings;
}

/** Libraries whose version could explain a difference; one that hides its package file is left out. */
function packageVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = {};
  for (const name of ['better-sqlite3', '@duckdb/node-api', 'onnxruntime-node']) {
    try {
      versions[name] = (require(`${name}/package.json`) as { version: string }).version;
    } catch {
      // Absent, or closed to us: the engines' own reports say more.
    }
  }
  return versions;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
