import type { EChartsType } from 'echarts/core';

/** Charts that share cursor and zoom. Shared in the values of the x axis: their plots may differ in width and in data. */
const groups = new Map<string, Set<EChartsType>>();

/** While one chart's doing is done to the others, what they tell of it is no news. */
let following = false;

export const isFollowing = (): boolean => following;

/** Puts a chart into a group. Gives back how it leaves. */
export function joinGroup(chart: EChartsType, name: string): () => void {
  const members = groups.get(name) ?? new Set();
  groups.set(name, members.add(chart));
  return () => {
    members.delete(chart);
    if (members.size === 0) groups.delete(name);
  };
}

const othersOf = (chart: EChartsType): readonly EChartsType[] =>
  [...groups.values()]
    .filter((members) => members.has(chart))
    .flatMap((members) => [...members].filter((one) => one !== chart && !one.isDisposed()));

/** Does something to every other chart of the group, unless this chart itself only follows. */
export function toOthers(chart: EChartsType, act: (other: EChartsType) => void): void {
  if (following) return;
  following = true;
  try {
    for (const other of othersOf(chart)) act(other);
  } finally {
    following = false;
  }
}

/** Does something to this chart and then to every other of its group, each on its own. */
export function together(chart: EChartsType, act: (one: EChartsType) => void): void {
  const others = othersOf(chart);
  following = true;
  try {
    for (const one of [chart, ...others]) act(one);
  } finally {
    following = false;
  }
}
