/** A run as the API would give it, for tests: completed, plain, with the given parts changed. */
import type { RunSummary } from '../../../main/api/contract/index.ts';

export function makeRun(parts: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'run',
    name: 'run',
    experimentId: 'experiment',
    status: 'completed',
    createdAt: 1_000,
    startedAt: 1_000,
    endedAt: 2_000,
    seconds: 1,
    outsideSeconds: 0.25,
    dataset: { id: 'iris', name: 'iris', hash: 'e4b1' },
    engine: 'onnxruntime',
    device: 'cpu',
    epochsDone: 10,
    epochsPlanned: 10,
    seed: 0,
    parameterCount: 4_675,
    metrics: {},
    metricCount: Object.keys(parts.metrics ?? {}).length,
    test: null,
    settings: {},
    error: null,
    warnings: [],
    tags: [],
    starred: false,
    note: '',
    bytes: 0,
    archived: false,
    parentId: null,
    ...parts,
  };
}
