/** Every view: where it lives, its glyph and name, and whether the rail shows it. The order is the rail's. */
import type { Component } from 'svelte';
import type { MessageKey } from '../../resources/messages/index.ts';
import type { IconName } from '../components/icons.ts';

export interface ViewEntry {
  /** First part of the hash route: `#/<id>`. */
  readonly id: string;
  readonly icon: IconName;
  readonly label: MessageKey;
  /** `main`: in the rail, by Ctrl and its number; `foot`: at the rail's end; `none`: reached from another view. */
  readonly rail: 'main' | 'foot' | 'none';
  /** The view whose rail entry is marked while this one is open. */
  readonly under?: string;
  readonly load: () => Promise<{ readonly default: Component }>;
}

export const views: readonly ViewEntry[] = [
  { id: 'home', icon: 'home', label: 'view.home', rail: 'main', load: () => import('./home/HomeView.svelte') },
  { id: 'data', icon: 'data', label: 'view.data', rail: 'main', load: () => import('./data/DataView.svelte') },
  {
    id: 'models',
    icon: 'models',
    label: 'view.models',
    rail: 'main',
    load: () => import('./models/ModelsView.svelte'),
  },
  {
    id: 'training',
    icon: 'training',
    label: 'view.training',
    rail: 'main',
    load: () => import('./training/TrainingView.svelte'),
  },
  {
    id: 'experiments',
    icon: 'experiments',
    label: 'view.experiments',
    rail: 'main',
    load: () => import('./experiments/ExperimentsView.svelte'),
  },
  {
    id: 'runs',
    icon: 'experiments',
    label: 'view.run',
    rail: 'none',
    under: 'experiments',
    load: () => import('./run/RunView.svelte'),
  },
  {
    id: 'compare',
    icon: 'compare',
    label: 'view.compare',
    rail: 'main',
    load: () => import('./compare/CompareView.svelte'),
  },
  {
    id: 'settings',
    icon: 'settings',
    label: 'view.settings',
    rail: 'foot',
    load: () => import('./settings/SettingsView.svelte'),
  },
  {
    id: 'disk',
    icon: 'folder',
    label: 'view.disk',
    rail: 'none',
    under: 'settings',
    load: () => import('./disk/DiskView.svelte'),
  },
  { id: 'help', icon: 'help', label: 'view.help', rail: 'foot', load: () => import('./help/HelpView.svelte') },
  {
    id: 'gallery',
    icon: 'columns',
    label: 'view.gallery',
    rail: 'none',
    under: 'settings',
    load: () => import('./gallery/GalleryView.svelte'),
  },
];

export function viewOf(id: string): ViewEntry | undefined {
  return views.find((view) => view.id === id);
}
