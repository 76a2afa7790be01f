/** Nodes and connections as Svelte Flow carries them. */
import type { Edge, Node } from '@xyflow/svelte';
import type { DrawnEdge, DrawnNode } from '../graph/drawn-model.ts';
import type { Point } from '../graph/model-layout.ts';
import type { CanvasEditor } from './canvas-editor.svelte.ts';

export type LayerFlowNode = Node<{ node: DrawnNode; editor: CanvasEditor }, 'layer'>;
/** `bends`: where the layout leads it; null where an end stands elsewhere. */
export type LayerFlowEdge = Edge<{ edge: DrawnEdge; bends: readonly Point[] | null }, 'tensor'>;
