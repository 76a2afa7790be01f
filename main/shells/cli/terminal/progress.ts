/** Progress on standard error: one live line in a terminal, a few plain lines in a file or a pipe. */
import { formatReading, formatSeconds } from './numbers.ts';
import { printable } from './table.ts';
import { cutEnd, textWidth } from './text-width.ts';

export interface ProgressState {
  readonly name: string;
  /** Epochs done; with `fraction` of the next one, 0 to 1. */
  readonly epoch: number;
  readonly epochs: number;
  readonly fraction: number;
  readonly metrics: ReadonlyMap<string, number | null>;
  /** Expected until the last epoch; null while unknown. */
  readonly secondsLeft: number | null;
  /** Said instead of metrics while nothing has been trained: preparing, waiting, paused. */
  readonly phase: string | null;
}

export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProgressView {
  update(state: ProgressState): void;
  /** Prints a line above the live one. */
  note(text: string): void;
  /** Leaves the last state standing. */
  end(): void;
}

const barWidth = 24;
/** Milliseconds between two redraws. */
const redrawInterval = 60;

export function createProgressView(output: ProgressOutput, texts: ProgressTexts, now: () => number): ProgressView {
  return output.isTTY === true ? createLiveView(output, texts, now) : createPlainView(output, texts);
}

export interface ProgressTexts {
  /** `{time} left`, in the person's language. */
  readonly left: (time: string) => string;
}

/** The line's parts, most important first; those that do not fit are left out whole. */
export function progressLine(state: ProgressState, texts: ProgressTexts, width: number): string {
  const share = state.epochs === 0 ? 0 : Math.min(1, (state.epoch + state.fraction) / state.epochs);
  const filled = Math.round(share * barWidth);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
  const count = `${String(state.epoch).padStart(String(state.epochs).length)}/${state.epochs}`;
  let line = `${cutEnd(printable(state.name), 24)}  ${bar}  ${count}`;
  for (const part of partsAfterCount(state, texts)) {
    if (textWidth(line) + 2 + textWidth(part) > width) break;
    line += `  ${part}`;
  }
  return cutEnd(line, width);
}

function partsAfterCount(state: ProgressState, texts: ProgressTexts): string[] {
  if (state.phase !== null) return [state.phase];
  const metrics = [...state.metrics].map(([name, value]) => `${name} ${formatReading(value)}`);
  const left = state.secondsLeft === null ? [] : [texts.left(formatSeconds(state.secondsLeft))];
  return [...metrics.slice(0, 2), ...left, ...metrics.slice(2)];
}

function createLiveView(output: ProgressOutput, texts: ProgressTexts, now: () => number): ProgressView {
  let last: ProgressState | null = null;
  let drawnAt = -Infinity;
  const clear = '\r\u001B[K';
  const draw = (state: ProgressState): void => {
    // One column stays free: a full line would wrap in some terminals.
    output.write(clear + progressLine(state, texts, (output.columns ?? 80) - 1));
    drawnAt = now();
  };
  return {
    update(state) {
      last = state;
      if (now() - drawnAt >= redrawInterval) draw(state);
    },
    note(text) {
      output.write(`${clear}${text}\n`);
      if (last !== null) draw(last);
    },
    end() {
      if (last === null) return;
      draw(last);
      output.write('\n');
      last = null;
    },
  };
}

/** Without a terminal: the first epoch, every tenth of the way, and the last. */
function createPlainView(output: ProgressOutput, texts: ProgressTexts): ProgressView {
  let printedTenth = -1;
  let printedPhase: string | null = null;
  const print = (state: ProgressState): void => {
    const count = `${state.epoch}/${state.epochs}`;
    output.write(`${[printable(state.name), count, ...partsAfterCount(state, texts)].join('  ')}\n`);
  };
  return {
    update(state) {
      if (state.phase !== null) {
        if (state.phase !== printedPhase) print(state);
        printedPhase = state.phase;
        return;
      }
      printedPhase = null;
      const tenth = state.epochs === 0 ? 0 : Math.floor((10 * state.epoch) / state.epochs);
      if (state.epoch === 0 || tenth <= printedTenth) return;
      printedTenth = tenth;
      print(state);
    },
    note(text) {
      output.write(`${text}\n`);
    },
    end() {
      printedTenth = -1;
    },
  };
}
