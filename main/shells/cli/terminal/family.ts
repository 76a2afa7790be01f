/** Runs that a run was made from and that were made from it, in lines. */
import type { RunFamily, RunRelative } from '../../../api/contract/index.ts';
import type { Console } from '../console.ts';
import { printable } from './table.ts';

/** One line each, the parent first; nothing for a run without relatives. */
export function describeFamily({ ancestors, children }: RunFamily, console: Console): string[] {
  return [
    ...ancestors.map((ancestor) => describeParent(ancestor, console)),
    ...children.map((child) =>
      console.text('cli.runs.family.child', { name: printable(child.name), changes: changesText(child, console) }),
    ),
  ];
}

export function describeParent(parent: RunRelative, console: Console): string {
  return console.text('cli.runs.family.parent', {
    name: printable(parent.name),
    removed: parent.isRemoved ? 'yes' : 'no',
    changes: changesText(parent, console),
  });
}

function changesText({ changes }: RunRelative, console: Console): string {
  if (changes.length === 0) return console.text('runFamily.nothing');
  return changes
    .map(
      ({ path, before, after }) => `${path} ${printable(String(before ?? '–'))} → ${printable(String(after ?? '–'))}`,
    )
    .join(', ');
}
