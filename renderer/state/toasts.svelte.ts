/** Short notices at the window's lower edge: what can be undone, what failed, what has happened elsewhere. */
import type { TopicId } from '../help/topics.ts';

/** How long a notice stays, in milliseconds; a failure stays until it is dismissed. */
const stay = 8_000;

export interface Toast {
  readonly id: number;
  readonly kind: 'info' | 'undo' | 'failure';
  readonly message: string;
  readonly hint: string | null;
  readonly undo: (() => void | Promise<void>) | null;
  /** Where it leads: what happened elsewhere. */
  readonly action: { readonly label: string; readonly act: () => void } | null;
  /** The page that explains it. */
  readonly topic: TopicId | null;
}

export class Toasts {
  #toasts = $state.raw<readonly Toast[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #next = 1;

  get all(): readonly Toast[] {
    return this.#toasts;
  }

  info(message: string): void {
    this.#add({ kind: 'info', message });
  }

  /** Says what happened elsewhere, with the way there. */
  news(message: string, action: NonNullable<Toast['action']>): void {
    this.#add({ kind: 'info', message, action });
  }

  /** Says what was done, with a way back. */
  undo(message: string, undo: () => void | Promise<void>): void {
    this.#add({ kind: 'undo', message, undo });
  }

  /** The same failure twice is one notice. */
  failure(message: string, hint: string | null = null, topic: TopicId | null = null): void {
    const same = this.#toasts.find((toast) => toast.kind === 'failure' && toast.message === message);
    if (same !== undefined) this.dismiss(same.id);
    this.#add({ kind: 'failure', message, hint, topic });
  }

  /** Undoes the newest act that can be undone; false if there is none. */
  undoLast(): boolean {
    const toast = this.#toasts.findLast((candidate) => candidate.undo !== null);
    if (toast === undefined) return false;
    this.takeBack(toast);
    return true;
  }

  takeBack(toast: Toast): void {
    this.dismiss(toast.id);
    void toast.undo?.();
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
  }

  /** Stops the clock of a notice, while it is hovered or focused. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Starts its clock again. */
  release(id: number): void {
    const toast = this.#toasts.find((candidate) => candidate.id === id);
    if (toast === undefined || toast.kind === 'failure') return;
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => {
        this.dismiss(id);
      }, stay),
    );
  }

  #add(toast: Pick<Toast, 'kind' | 'message'> & Partial<Toast>): void {
    const id = this.#next;
    this.#next += 1;
    // More than four would cover the work; the oldest that is no failure gives way.
    const kept = this.#toasts.length < 4 ? this.#toasts : this.#toasts.slice(1);
    this.#toasts = [...kept, { hint: null, undo: null, action: null, topic: null, ...toast, id }];
    this.release(id);
  }
}
