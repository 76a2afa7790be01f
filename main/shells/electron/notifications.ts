/** Tells through the system that a run has ended, while no window of ours has the person's attention. */
import type { BrowserWindow, Notification } from 'electron';
import { formatMessage, type Locale } from '../../../resources/messages/index.ts';

/** What is told of a run. */
export interface EndedRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

export interface NotificationSettings {
  readonly Notification: (new (options: { title: string; body: string }) => Notification) & { isSupported(): boolean };
  readonly locale: Locale;
  readonly window: () => Pick<BrowserWindow, 'isFocused' | 'show' | 'focus'> | null;
}

/** Gives what is to be called for each run that has ended. */
export function notifyOfEnds({ Notification, locale, window }: NotificationSettings): (run: EndedRun) => void {
  /** Held until they are gone: one that is collected does not hear the click. */
  const shown = new Set<Notification>();
  return ({ name, status }) => {
    if (window()?.isFocused() === true || !Notification.isSupported()) return;
    const notification = new Notification({
      title: formatMessage(locale, 'shell.runEnded', { status }),
      body: name,
    });
    shown.add(notification);
    notification.on('click', () => {
      shown.delete(notification);
      window()?.show();
      window()?.focus();
    });
    notification.on('close', () => {
      shown.delete(notification);
    });
    notification.show();
  };
}
