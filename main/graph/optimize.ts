/** The passes that every program goes through before an engine sees it, in their order. */
import { foldConstants } from './passes/1-fold-constants.ts';
import { simplify } from './passes/2-simplify.ts';
import { shareCommonSubexpressions } from './passes/3-common-subexpressions.ts';
import { removeDeadCode } from './passes/4-dead-code.ts';
import type { Graph } from './ir.ts';
import type { Pass } from './rewrite.ts';

export const passes: readonly Pass[] = [foldConstants, simplify, shareCommonSubexpressions, removeDeadCode];

/** A graph that computes the same, with fewer nodes. Each pass leaves a verified graph. */
export function optimize(graph: Graph): Graph {
  return passes.reduce((current, pass) => pass(current), graph);
}
