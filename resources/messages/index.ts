/** The message catalogue of window and command line: ICU MessageFormat texts by key, in English and Chinese. */
import { IntlMessageFormat } from 'intl-messageformat';
import enDatasets from './en/datasets.json' with { type: 'json' };
import enAudio from './en/audio.json' with { type: 'json' };
import enFiles from './en/files.json' with { type: 'json' };
import enRecipe from './en/recipe.json' with { type: 'json' };
import enImages from './en/images.json' with { type: 'json' };
import enEngines from './en/engines.json' with { type: 'json' };
import enModels from './en/models.json' with { type: 'json' };
import enTraining from './en/training.json' with { type: 'json' };
import enPrediction from './en/prediction.json' with { type: 'json' };
import enProcesses from './en/processes.json' with { type: 'json' };
import enRunner from './en/runner.json' with { type: 'json' };
import enExperiments from './en/experiments.json' with { type: 'json' };
import enQueries from './en/queries.json' with { type: 'json' };
import enApi from './en/api.json' with { type: 'json' };
import enBrowser from './en/browser.json' with { type: 'json' };
import enCli from './en/cli.json' with { type: 'json' };
import enShell from './en/shell.json' with { type: 'json' };
import enWindow from './en/window.json' with { type: 'json' };
import enCompare from './en/compare.json' with { type: 'json' };
import enLayerNotes from './en/layer-notes.json' with { type: 'json' };
import enCanvas from './en/canvas.json' with { type: 'json' };
import enWindowImages from './en/window-images.json' with { type: 'json' };
import enWindowSounds from './en/window-sounds.json' with { type: 'json' };
import enWindowRuns from './en/window-runs.json' with { type: 'json' };
import enRunPage from './en/run-page.json' with { type: 'json' };
import enWindowTraining from './en/window-training.json' with { type: 'json' };
import enDisk from './en/disk.json' with { type: 'json' };
import enViews from './en/views.json' with { type: 'json' };
import enWindowShell from './en/window-shell.json' with { type: 'json' };
import zhDatasets from './zh/datasets.json' with { type: 'json' };
import zhAudio from './zh/audio.json' with { type: 'json' };
import zhFiles from './zh/files.json' with { type: 'json' };
import zhRecipe from './zh/recipe.json' with { type: 'json' };
import zhImages from './zh/images.json' with { type: 'json' };
import zhEngines from './zh/engines.json' with { type: 'json' };
import zhModels from './zh/models.json' with { type: 'json' };
import zhTraining from './zh/training.json' with { type: 'json' };
import zhPrediction from './zh/prediction.json' with { type: 'json' };
import zhProcesses from './zh/processes.json' with { type: 'json' };
import zhRunner from './zh/runner.json' with { type: 'json' };
import zhExperiments from './zh/experiments.json' with { type: 'json' };
import zhQueries from './zh/queries.json' with { type: 'json' };
import zhApi from './zh/api.json' with { type: 'json' };
import zhBrowser from './zh/browser.json' with { type: 'json' };
import zhCli from './zh/cli.json' with { type: 'json' };
import zhShell from './zh/shell.json' with { type: 'json' };
import zhWindow from './zh/window.json' with { type: 'json' };
import zhCompare from './zh/compare.json' with { type: 'json' };
import zhLayerNotes from './zh/layer-notes.json' with { type: 'json' };
import zhCanvas from './zh/canvas.json' with { type: 'json' };
import zhWindowImages from './zh/window-images.json' with { type: 'json' };
import zhWindowSounds from './zh/window-sounds.json' with { type: 'json' };
import zhWindowRuns from './zh/window-runs.json' with { type: 'json' };
import zhRunPage from './zh/run-page.json' with { type: 'json' };
import zhWindowTraining from './zh/window-training.json' with { type: 'json' };
import zhDisk from './zh/disk.json' with { type: 'json' };
import zhViews from './zh/views.json' with { type: 'json' };
import zhWindowShell from './zh/window-shell.json' with { type: 'json' };

const english = {
  ...enDatasets,
  ...enAudio,
  ...enFiles,
  ...enRecipe,
  ...enImages,
  ...enEngines,
  ...enModels,
  ...enTraining,
  ...enPrediction,
  ...enProcesses,
  ...enRunner,
  ...enExperiments,
  ...enQueries,
  ...enApi,
  ...enBrowser,
  ...enCli,
  ...enShell,
  ...enWindow,
  ...enCompare,
  ...enLayerNotes,
  ...enCanvas,
  ...enWindowImages,
  ...enWindowSounds,
  ...enWindowRuns,
  ...enRunPage,
  ...enWindowTraining,
  ...enDisk,
  ...enViews,
  ...enWindowShell,
};
const chinese = {
  ...zhDatasets,
  ...zhAudio,
  ...zhFiles,
  ...zhRecipe,
  ...zhImages,
  ...zhEngines,
  ...zhModels,
  ...zhTraining,
  ...zhPrediction,
  ...zhProcesses,
  ...zhRunner,
  ...zhExperiments,
  ...zhQueries,
  ...zhApi,
  ...zhBrowser,
  ...zhCli,
  ...zhShell,
  ...zhWindow,
  ...zhCompare,
  ...zhLayerNotes,
  ...zhCanvas,
  ...zhWindowImages,
  ...zhWindowSounds,
  ...zhWindowRuns,
  ...zhRunPage,
  ...zhWindowTraining,
  ...zhDisk,
  ...zhViews,
  ...zhWindowShell,
};

export type Locale = 'en' | 'zh';
export const locales: readonly Locale[] = ['en', 'zh'];

/** Every key is an English one; a test holds the Chinese catalogue to the same keys. */
export type MessageKey = keyof typeof english;
export type MessageParameters = Readonly<Record<string, string | number | boolean | null | Date>>;

const catalogues: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en: english, zh: chinese };
const parsed = new Map<string, IntlMessageFormat>();

export function hasMessage(key: string): key is MessageKey {
  return Object.hasOwn(english, key);
}

/** The text of a key. A key that is missing comes back as itself, so that nothing is hidden. */
export function formatMessage(locale: Locale, key: MessageKey, parameters: MessageParameters = {}): string {
  const text = catalogues[locale][key] ?? catalogues.en[key];
  if (text === undefined) return key;
  const cacheKey = `${locale} ${key}`;
  let format = parsed.get(cacheKey);
  if (format === undefined) {
    format = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    parsed.set(cacheKey, format);
  }
  return format.format<string>({ ...parameters }) as string;
}

/** The locale to speak when the person has chosen none: Chinese where the language tag says so. */
export function localeOf(languageTag: string | undefined): Locale {
  return languageTag !== undefined && languageTag.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
