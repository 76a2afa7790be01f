/** Moves labels apart that would touch, each as little as it must. */

/**
 * New positions for `wanted`, in the same order: at least `gap` apart and within `low` … `high` as far as there is
 * room. Labels that touch form a group, and a group sits around the mean of what its members want.
 */
export function spreadLabels(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  interface Group {
    readonly members: number[];
    /** Sum of where each member wants the group's first label. */
    sum: number;
  }
  const order = wanted.map((_, index) => index).sort((left, right) => (wanted[left] ?? 0) - (wanted[right] ?? 0));
  const groups: Group[] = [];
  const startOf = (group: Group): number => {
    const length = (group.members.length - 1) * gap;
    return Math.max(low, Math.min(high - length, group.sum / group.members.length));
  };
  for (const index of order) {
    let group: Group = { members: [index], sum: wanted[index] ?? 0 };
    let before = groups.at(-1);
    while (before !== undefined && startOf(before) + before.members.length * gap > startOf(group)) {
      groups.pop();
      const shift = before.members.length * gap;
      group = {
        members: [...before.members, ...group.members],
        sum: before.sum + group.sum - shift * group.members.length,
      };
      before = groups.at(-1);
    }
    groups.push(group);
  }
  const positions = wanted.slice();
  for (const group of groups) {
    const start = startOf(group);
    group.members.forEach((index, place) => (positions[index] = start + place * gap));
  }
  return positions;
}
