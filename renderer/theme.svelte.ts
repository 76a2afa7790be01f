/** Light, dark or as the system says; dense or roomy. Remembered, and applied to the document. */
import { readStored, writeStored } from './storage.ts';

export const themeModes = ['system', 'light', 'dark'] as const;
export type ThemeMode = (typeof themeModes)[number];
export const densities = ['dense', 'roomy'] as const;
export type Density = (typeof densities)[number];

export class Theme {
  #mode = $state<ThemeMode>('system');
  #density = $state<Density>('dense');

  constructor() {
    this.#mode = themeModes.find((mode) => mode === readStored('theme')) ?? 'system';
    this.#density = densities.find((density) => density === readStored('density')) ?? 'dense';
    this.#apply();
  }

  get mode(): ThemeMode {
    return this.#mode;
  }

  set mode(mode: ThemeMode) {
    this.#mode = mode;
    writeStored('theme', mode);
    this.#apply();
  }

  get density(): Density {
    return this.#density;
  }

  set density(density: Density) {
    this.#density = density;
    writeStored('density', density);
    this.#apply();
  }

  #apply(): void {
    if (typeof document === 'undefined') return;
    const { dataset } = document.documentElement;
    if (this.#mode === 'system') delete dataset['theme'];
    else dataset['theme'] = this.#mode;
    if (this.#density === 'dense') delete dataset['density'];
    else dataset['density'] = this.#density;
  }
}
