/** Plays one sound of a data set at a time, as the core gives it out: a WAV file that lives in this window alone. */
import type { Client } from '../../../connection/connection.svelte.ts';

export class SoundPlayer {
  readonly #api: Pick<Client, 'datasets'>;
  readonly #id: string;
  readonly #onerror: (error: unknown) => void;
  readonly #audio = new Audio();
  #row = $state<number | null>(null);
  #url: string | null = null;
  #request = 0;

  constructor(api: Pick<Client, 'datasets'>, id: string, onerror: (error: unknown) => void) {
    this.#api = api;
    this.#id = id;
    this.#onerror = onerror;
    this.#audio.addEventListener('ended', () => {
      this.stop();
    });
  }

  /** The sound that is heard; null in silence. */
  get row(): number | null {
    return this.#row;
  }

  /** Starts a sound, or ends it where it is the one that is heard. */
  async toggle(row: number): Promise<void> {
    const again = this.#row === row;
    this.stop();
    if (again) return;
    this.#request += 1;
    const request = this.#request;
    this.#row = row;
    try {
      const url = await soundUrl(this.#api, this.#id, row);
      if (request !== this.#request || this.#row !== row) {
        URL.revokeObjectURL(url);
        return;
      }
      this.#url = url;
      this.#audio.src = url;
      await this.#audio.play();
    } catch (error) {
      // Whoever ends a sound while it begins gets a refusal, which is none.
      if (request !== this.#request || this.#row !== row) return;
      this.stop();
      this.#onerror(error);
    }
  }

  stop(): void {
    this.#request += 1;
    this.#row = null;
    this.#audio.pause();
    this.#audio.removeAttribute('src');
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
  }
}

/** An address of this window for a sound; the caller revokes it. */
export async function soundUrl(api: Pick<Client, 'datasets'>, id: string, row: number): Promise<string> {
  const { wav } = await api.datasets.sound({ id, row });
  return URL.createObjectURL(new Blob([wav], { type: 'audio/wav' }));
}
