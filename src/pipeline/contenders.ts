import type { Choice } from '../base/definition';
import { defaults } from '../base/params';
import { models } from '../models';
import type { ModelMember } from '../models/types';

/** What a contender forecasts from: the series as it is, its parts one by one, or nothing learned at all. */
export type Kind = 'naive' | 'raw' | 'decomposed';

/** A forecaster with its settings, as it is tried against others. */
export interface Contender {
  /** Unique among contenders; stable, so that rows of two runs can be told to be the same. */
  readonly key: string;
  readonly title: string;
  readonly model: Choice;
  readonly kind: Kind;
  /** Whether it trains networks: then it is not tried unless it is asked for. */
  readonly trains: boolean;
  /** The same method on the series as it is and on its parts share this name. */
  readonly pair?: string;
}

/** The baseline that every contender is measured against. */
export const BASELINE = 'seasonal-naive';

/** Members that can take the seasons out first and put them on again, and the parameters that say so. */
const twoWays: Readonly<
  Record<string, { readonly pair: string; readonly raw: Choice['params']; readonly decomposed: Choice['params'] }>
> = {
  ets: { pair: 'Exponential smoothing', raw: { season: 'none' }, decomposed: { season: 'split' } },
  theta: { pair: 'Theta', raw: { season: 'never' }, decomposed: { season: 'always' } },
};

/** Networks of one kind, on the series as it is and on its parts. */
const pairs: Readonly<Record<string, string>> = { 'composite-lstm': 'LSTM', 'raw-lstm': 'LSTM' };

const wholeOf = (member: ModelMember, params: Choice['params']): Choice => ({ id: member.id, params });

/** What two choices of one member have in common once defaults are filled in. */
const settled = ({ params }: Choice, member: ModelMember): string =>
  JSON.stringify(Object.entries({ ...defaults(member.params), ...params }).sort(([a], [b]) => (a < b ? -1 : 1)));

/**
 * Every contender for one series: each forecaster with its defaults (exponential smoothing and Theta once on the series as
 * it is and once with its seasons taken out), and the reader's own choice where its settings are others. The baseline
 * comes first, networks last.
 */
export function contendersFor(own: Choice): readonly Contender[] {
  const all = models.flatMap((member: ModelMember): readonly Contender[] => {
    const { id, title, trains } = member;
    const ways = twoWays[id];
    const plain: readonly Contender[] =
      ways === undefined
        ? [
            {
              key: id,
              title,
              model: wholeOf(member, {}),
              kind: id === BASELINE ? 'naive' : member.wantsParts ? 'decomposed' : 'raw',
              trains,
              ...(pairs[id] !== undefined && { pair: pairs[id] }),
            },
          ]
        : (['raw', 'decomposed'] as const).map((kind) => ({
            key: `${id} ${kind}`,
            title: kind === 'raw' ? `${title}, raw` : `${title}, on parts`,
            model: wholeOf(member, ways[kind]),
            kind,
            trains,
            pair: ways.pair,
          }));
    const known = plain.some(({ model }) => settled(model, member) === settled(own, member));
    if (own.id !== id || known) return plain;
    const kind = plain[0]?.kind ?? 'raw';
    return [...plain, { key: `${id} own`, title: `${title}, your settings`, model: own, kind, trains }];
  });
  const place = ({ key, trains }: Contender): number => (key === BASELINE ? 0 : trains ? 2 : 1);
  return all.toSorted((a, b) => place(a) - place(b));
}
