/**
 * How busy the graphics card is and how much of its memory is taken, by `nvidia-smi`, which NVIDIA's driver brings along. One
 * process that reports every second is lighter than one every second. Other makers' cards have no such tool everywhere: of
 * them nothing is told.
 */
import { spawn } from 'node:child_process';

export interface GpuReading {
  /** Share of the time that something ran on it, 0 to 1. */
  readonly share: number | null;
  /** Bytes that are taken, by all programs. */
  readonly memory: number | null;
}

export interface GpuReader {
  /** Null before the first report. */
  readonly latest: GpuReading | null;
  close(): void;
}

const fields = 'utilization.gpu,memory.used';

/** Null where the device is no graphics card. A machine without the tool gives no readings. */
export function openGpuReader(device: string, program = 'nvidia-smi'): GpuReader | null {
  const match = /^(?:cuda|webgpu)(?::(\d+))?$/u.exec(device);
  if (match === null) return null;
  const child = spawn(
    program,
    [`--id=${match[1] ?? '0'}`, `--query-gpu=${fields}`, '--format=csv,noheader,nounits', '--loop-ms=1000'],
    { stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true },
  );
  let latest: GpuReading | null = null;
  let rest = '';
  // The tool is missing, or the card is gone: then nothing more is told of it.
  child.on('error', () => (latest = null));
  child.on('exit', () => (latest = null));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    latest = parseReading(lines.at(-1) ?? '') ?? latest;
  });
  // It must not keep a process open whose work is done.
  child.unref();
  return {
    get latest() {
      return latest;
    },
    close() {
      child.kill();
    },
  };
}

/** `37, 2412`: per cent and MiB; a card that does not say writes `[N/A]`. Null for a line that is none. */
export function parseReading(line: string): GpuReading | null {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== 2) return null;
  const [share, memory] = cells.map((cell) => (/^\d+(\.\d+)?$/u.test(cell) ? Number(cell) : null));
  return {
    share: share === undefined || share === null ? null : share / 100,
    memory: memory === undefined || memory === null ? null : memory * 2 ** 20,
  };
}
