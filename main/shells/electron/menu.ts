/** The application menu in the person's language; every item does what the system expects of its role. */
import type { MenuItemConstructorOptions } from 'electron';
import { formatMessage, type Locale, type MessageKey } from '../../../resources/messages/index.ts';

export interface MenuSettings {
  readonly locale: Locale;
  readonly platform: NodeJS.Platform;
  /** The inspector and a forced reload help those who build Athanor, not those who use it. */
  readonly development: boolean;
}

type Item = MenuItemConstructorOptions;

export function menuTemplate({ locale, platform, development }: MenuSettings): Item[] {
  const text = (key: MessageKey): string => formatMessage(locale, key);
  const role = (name: NonNullable<Item['role']>, key: MessageKey): Item => ({ role: name, label: text(key) });
  const line: Item = { type: 'separator' };
  const mac = platform === 'darwin';
  const menus: Item[] = [];
  if (mac) {
    menus.push({
      label: 'Athanor',
      submenu: [
        role('about', 'shell.menu.about'),
        line,
        role('hide', 'shell.menu.hide'),
        role('hideOthers', 'shell.menu.hideOthers'),
        role('unhide', 'shell.menu.showAll'),
        line,
        role('quit', 'shell.menu.quit'),
      ],
    });
  }
  menus.push(
    {
      label: text('shell.menu.file'),
      submenu: mac ? [role('close', 'shell.menu.closeWindow')] : [role('quit', 'shell.menu.quit')],
    },
    {
      label: text('shell.menu.edit'),
      submenu: [
        role('undo', 'shell.menu.undo'),
        role('redo', 'shell.menu.redo'),
        line,
        role('cut', 'shell.menu.cut'),
        role('copy', 'shell.menu.copy'),
        role('paste', 'shell.menu.paste'),
        role('selectAll', 'shell.menu.selectAll'),
      ],
    },
    {
      label: text('shell.menu.view'),
      submenu: [
        role('zoomIn', 'shell.menu.zoomIn'),
        role('zoomOut', 'shell.menu.zoomOut'),
        role('resetZoom', 'shell.menu.resetZoom'),
        line,
        role('togglefullscreen', 'shell.menu.fullScreen'),
        ...(development
          ? [line, role('reload', 'shell.menu.reload'), role('toggleDevTools', 'shell.menu.inspector')]
          : []),
      ],
    },
    {
      label: text('shell.menu.window'),
      submenu: [role('minimize', 'shell.menu.minimize'), role('zoom', 'shell.menu.zoomWindow')],
    },
  );
  if (!mac) {
    menus.push({ label: text('shell.menu.help'), submenu: [role('about', 'shell.menu.about')] });
  }
  return menus;
}
