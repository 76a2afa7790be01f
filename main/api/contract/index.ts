/** Everything that a client of the API may import. */
export * from './audio-types.ts';
export * from './contract.ts';
export * from './comparison-types.ts';
export * from './data-types.ts';
export * from './dataset-detail.ts';
export * from './file-types.ts';
export * from './image-types.ts';
export * from './prediction-types.ts';
export * from './profile-types.ts';
export * from './model-types.ts';
export * from './recipe-types.ts';
export * from './reproduction-types.ts';
export * from './query-types.ts';
export * from './run-types.ts';
export * from './system-types.ts';
export * from './text-types.ts';
export * from './weights-types.ts';
