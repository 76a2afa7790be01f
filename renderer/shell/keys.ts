/** Every key of the window, in one place: what works everywhere is recognised by it, and the sheet of keys is drawn from it. */
import type { MessageKey } from '../../resources/messages/index.ts';

export type Shortcut =
  | { readonly kind: 'view'; readonly index: number }
  | { readonly kind: 'settings' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'help' }
  | { readonly kind: 'panel'; readonly direction: 1 | -1 };

export type Key = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'target' | 'defaultPrevented'
>;

export interface KeyEntry {
  /** As it is written on the sheet. */
  readonly keys: string;
  readonly label: MessageKey;
  /** What it asks for in every view; left out: it belongs to a part of a view, which hears it itself. */
  readonly recognise?: (key: Key) => Shortcut | null;
}

export interface KeyGroup {
  readonly title: MessageKey;
  readonly entries: readonly KeyEntry[];
}

function isPlain({ ctrlKey, metaKey, altKey }: Key): boolean {
  return !ctrlKey && !metaKey && !altKey;
}

/** With Ctrl, or ⌘, alone. */
function isCommand({ ctrlKey, metaKey, altKey, shiftKey }: Key): boolean {
  return (ctrlKey || metaKey) && !altKey && !shiftKey;
}

export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'keys.everywhere',
    entries: [
      {
        keys: 'Ctrl K',
        label: 'window.search',
        recognise: (key) => (isCommand(key) && key.key.toLowerCase() === 'k' ? { kind: 'palette' } : null),
      },
      {
        keys: 'Ctrl 1–6',
        label: 'keys.views',
        recognise: (key) =>
          isCommand(key) && /^[1-9]$/u.test(key.key) ? { kind: 'view', index: Number(key.key) - 1 } : null,
      },
      {
        keys: 'Ctrl ,',
        label: 'view.settings',
        recognise: (key) => (isCommand(key) && key.key === ',' ? { kind: 'settings' } : null),
      },
      {
        keys: 'F1',
        label: 'view.help',
        recognise: (key) => (key.key === 'F1' && isPlain(key) ? { kind: 'help' } : null),
      },
      {
        keys: 'F6, Shift F6',
        label: 'keys.panel',
        recognise: (key) => (key.key === 'F6' ? { kind: 'panel', direction: key.shiftKey ? -1 : 1 } : null),
      },
      { keys: 'Ctrl Z', label: 'common.undo' },
      {
        keys: '?',
        label: 'window.keys',
        recognise: (key) => (key.key === '?' && isPlain(key) && !isTyping(key.target) ? { kind: 'keys' } : null),
      },
    ],
  },
  {
    title: 'keys.tables',
    entries: [
      { keys: '↑ ↓', label: 'keys.move' },
      { keys: 'Space', label: 'keys.select' },
      { keys: 'Shift ↑ ↓', label: 'keys.extend' },
      { keys: 'Enter', label: 'keys.open' },
    ],
  },
  {
    title: 'keys.run',
    entries: [
      { keys: 'F2', label: 'keys.rename' },
      { keys: '← →', label: 'keys.tabs' },
    ],
  },
  {
    title: 'keys.charts',
    entries: [
      { keys: '← →', label: 'keys.rule' },
      { keys: '+ −', label: 'keys.zoom' },
      { keys: '0', label: 'keys.zoomOut' },
      { keys: 'T', label: 'keys.table' },
      { keys: 'L', label: 'keys.log' },
    ],
  },
  {
    title: 'keys.builder',
    entries: [
      { keys: '↑ ↓', label: 'keys.move' },
      { keys: 'A', label: 'keys.addLayer' },
      { keys: 'Alt ↑ ↓', label: 'keys.moveLayer' },
      { keys: 'Enter', label: 'keys.editLayer' },
      { keys: 'Del', label: 'keys.removeLayer' },
      { keys: 'Ctrl D', label: 'keys.duplicate' },
      { keys: 'Ctrl Shift Z', label: 'common.redo' },
    ],
  },
  {
    title: 'keys.canvas',
    entries: [
      { keys: '↑ ↓ ← →', label: 'keys.walk' },
      { keys: 'C', label: 'keys.connect' },
      { keys: '/', label: 'models.findLayer' },
      { keys: 'Alt ↑ ↓ ← →', label: 'keys.nudge' },
      { keys: 'I', label: 'models.canvas.addInput' },
      { keys: 'O', label: 'models.canvas.addOutput' },
      { keys: 'Ctrl G', label: 'models.canvas.makeBlock' },
      { keys: 'Ctrl Shift G', label: 'models.canvas.ungroup' },
      { keys: 'F', label: 'models.canvas.fit' },
      { keys: 'T', label: 'models.canvas.tidy' },
    ],
  },
  {
    title: 'keys.fields',
    entries: [
      { keys: '↑ ↓', label: 'keys.step' },
      { keys: 'Shift ↑ ↓', label: 'keys.stepFar' },
      { keys: 'Esc', label: 'keys.restore' },
    ],
  },
];

/** What a key asks for, or null where it belongs to the view or to what is being typed. */
export function shortcutOf(key: Key): Shortcut | null {
  if (key.defaultPrevented) return null;
  for (const { entries } of keyGroups) {
    for (const { recognise } of entries) {
      const shortcut = recognise?.(key) ?? null;
      if (shortcut !== null) return shortcut;
    }
  }
  return null;
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}
