/** What an experiment on a data set begins with. Pure. */
import type { DatasetDetail } from '../api/contract/index.ts';
import { layersOf, withLayers, withValue, type Experiment } from './draft.ts';
import { proposeImageExperiment } from './image-draft.ts';
import { proposeSoundExperiment } from './sound-draft.ts';
import { proposeTableExperiment } from './table-draft.ts';
import { isPlainText, proposeTextExperiment } from './text-draft.ts';

/** What of a data set a proposal depends on. */
export type ProposalFacts = Pick<DatasetDetail, 'name' | 'profile' | 'bytes' | 'images' | 'audio'>;

/** What of a table a person has chosen already. */
export interface ProposalSettings {
  /** The column to predict. */
  readonly target?: string;
  /** The rows are a series in time, and so many of them are seen to tell the next. */
  readonly window?: number;
}

export function proposeExperiment(dataset: ProposalFacts, settings: ProposalSettings = {}): Experiment {
  const { images, audio, name, profile } = dataset;
  if (images !== null) return proposeImageExperiment(name, images);
  if (audio !== null) return proposeSoundExperiment(name, audio);
  if (isPlainText(dataset)) return proposeTextExperiment(dataset);
  const { target, window } = settings;
  const proposal = proposeTableExperiment({ name, columns: profile }, target);
  return window === undefined ? proposal : withWindow(proposal, window);
}

/** Windows overlap: only a split in time keeps what is judged out of what was learnt. */
function withWindow(proposal: Experiment, length: number): Experiment {
  let experiment = withValue(proposal, ['data', 'window'], { length, horizon: 1 });
  experiment = withValue(experiment, ['data', 'split'], { test: 0.2, validation: 0.2, method: 'time' });
  const layers = layersOf(experiment) ?? [];
  return withLayers(experiment, [{ type: 'flatten' }, ...layers]);
}
