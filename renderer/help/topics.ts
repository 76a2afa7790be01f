/** The help that ships with the window: one Markdown file for each topic and language, and which topic explains what. */
import type { Locale, MessageKey } from '../../resources/messages/index.ts';

/** In the order of the list. */
export const topicIds = [
  'start',
  'data',
  'recipe',
  'models',
  'training',
  'results',
  'experiments',
  'queries',
  'reproduce',
  'checkpoints',
  'predict',
  'folder',
  'disk',
  'command-line',
  'glossary',
] as const;
export type TopicId = (typeof topicIds)[number];

export function isTopic(id: string | undefined): id is TopicId {
  return (topicIds as readonly (string | undefined)[]).includes(id);
}

const files = import.meta.glob<string>('../../resources/help/*/*.md', {
  query: '?raw',
  import: 'default',
});

/** The topic's text, loaded with its first use. */
export async function loadTopic(locale: Locale, id: TopicId): Promise<string> {
  const load = files[`../../resources/help/${locale}/${id}.md`];
  if (load === undefined) throw new RangeError(`no help on ${id} in ${locale}`);
  return load();
}

/** Paths of every file, for a test that all are listed and translated. */
export const helpFiles: readonly string[] = Object.keys(files);

/** By the first word of an error's code. */
const topicsOfErrors: Readonly<Record<string, TopicId>> = {
  app: 'folder',
  audio: 'data',
  checkpoint: 'checkpoints',
  comparison: 'experiments',
  datasets: 'data',
  disk: 'disk',
  engines: 'training',
  experiments: 'experiments',
  files: 'data',
  graph: 'models',
  json: 'data',
  images: 'data',
  models: 'models',
  prediction: 'predict',
  query: 'queries',
  recipe: 'recipe',
  runner: 'training',
  training: 'training',
};

/** More exactly, by the whole code. */
const topicsOfCodes: Readonly<Record<string, TopicId>> = {
  'runner.checkpointDamaged': 'checkpoints',
  'runner.noCheckpointAt': 'checkpoints',
  'runner.diskFull': 'folder',
  'training.checkpointMismatch': 'checkpoints',
  'training.safetensorsBroken': 'checkpoints',
  'training.notACheckpoint': 'checkpoints',
};

/** What explains an error; null for one that has no page. */
export function topicOfError(code: string): TopicId | null {
  return topicsOfCodes[code] ?? topicsOfErrors[code.split('.')[0] ?? ''] ?? null;
}

/** What explains a view. */
const topicsOfViews: Readonly<Record<string, TopicId>> = {
  home: 'start',
  data: 'data',
  models: 'models',
  training: 'training',
  experiments: 'experiments',
  runs: 'results',
  compare: 'experiments',
  settings: 'folder',
  disk: 'disk',
};

export function topicOfView(view: string): TopicId | null {
  return topicsOfViews[view] ?? null;
}

export function topicLabel(id: TopicId): MessageKey {
  return `help.topic.${id}`;
}
