import { type Member, memberOf, type Phrase } from '../base/definition';
import { defaults, faults } from '../base/params';
import { clusterers } from '../clustering';
import { decomposers } from '../decomposition';
import { detectors } from '../detectors';
import { duration } from '../math/duration';
import { models } from '../models';
import { type Recipe, stepsOn } from '../pipeline/recipe';
import { inputsPhrase } from './inputs-phrase';
import type { Room } from './store';
import { rangeLength } from './zoned';

/** A piece of the sentence and the controls its bold words open. */
export interface Clause {
  /** Which controls: a family's, the query's, the steps' by hand, the seasons', the horizon's or the band's. */
  readonly id:
    | 'query'
    | 'range'
    | 'steps'
    | 'decomposition'
    | 'periods'
    | 'model'
    | 'horizon'
    | 'coverage'
    | 'detector'
    | 'clusterer'
    | 'inputs';
  readonly parts: Phrase;
  /** What follows it. */
  readonly after: string;
}

/** The last moment a date can say: who asks up to it asks for everything. */
const LAST = 8.64e15;

function phraseOf(family: readonly Member<unknown>[], choice: Recipe['model']): Phrase {
  const member = memberOf<unknown>(family, choice.id);
  const values = { ...defaults(member.params), ...choice.params };
  // A number out of bounds is said as it is, so that its words stay in place while it is typed.
  const unsayable = Object.keys(faults(member.params, values)).some((key) => !Number.isFinite(values[key]));
  return unsayable ? [{ text: member.title, params: Object.keys(member.params) }] : member.phrase(values);
}

/** What the recipe will do, as the sentence over a room says it. `stepMs` is the series' step, `periods` the seasons it is split by,
 * undefined until they are known. */
export function sentence(
  recipe: Recipe,
  room: Room,
  {
    series,
    stepMs,
    periods,
    count,
  }: {
    readonly series: string;
    readonly stepMs: number;
    readonly periods: readonly number[] | undefined;
    /** How many series were read. */
    readonly count: number;
  },
): readonly Clause[] {
  const { query } = recipe;
  const own = query.text !== undefined;
  const bucketed = !own && query.aggregate !== 'none' && query.everyMs > 0;
  const ranged = !own && query.range.stop > query.range.start && query.range.stop < LAST;
  const steps = stepsOn(recipe).length;
  const prepared = steps > 0 ? ', ' : '. ';
  const take: Clause[] = [
    {
      id: 'query',
      parts: [
        'take ',
        {
          text:
            (room === 'compare' || room === 'fleet') && count > 1
              ? `${count} series`
              : series === ''
                ? 'a series'
                : series,
          params: ['series'],
        },
        ...(bucketed
          ? [
              ', ',
              { text: query.aggregate, params: ['aggregate'] },
              ' every ',
              { text: duration(query.everyMs), params: ['everyMs'] },
            ]
          : own
            ? [', as ', { text: 'your own query', params: ['text'] }, ' says']
            : []),
      ],
      after: ranged ? ' over ' : prepared,
    },
    ...(ranged
      ? [
          {
            id: 'range',
            parts: [{ text: duration(rangeLength(query)), params: ['range'] }],
            after: prepared,
          } as const,
        ]
      : []),
    ...(steps > 0
      ? [
          {
            id: 'steps',
            parts: ['prepared in ', { text: steps === 1 ? 'one step' : `${steps} steps`, params: ['steps'] }],
            after: '. ',
          } as const,
        ]
      : []),
  ];
  const splitIt: Clause[] = [
    { id: 'decomposition', parts: phraseOf(decomposers, recipe.decomposition), after: ' into ' },
    { id: 'periods', parts: seasonPhrase(stepMs, periods), after: '. ' },
  ];
  const said = inputsPhrase(recipe);
  const inputs: Clause[] = said.length === 0 ? [] : [{ id: 'inputs', parts: said, after: '.' }];
  switch (room) {
    case 'data':
    case 'library':
    case 'prepare':
    case 'explore':
      return take;
    case 'decompose':
      return [...take, ...splitIt];
    case 'backtest':
    case 'fleet':
    case 'forecast': {
      const all = room === 'backtest';
      const parted = models.find(({ id }) => id === recipe.model.id)?.wantsParts === true;
      const by: Clause = {
        id: 'model',
        parts: phraseOf(models, recipe.model),
        after: inputs.length > 0 ? ' with ' : ', and forecast ',
      };
      return [
        ...take,
        ...(parted && !all ? splitIt : []),
        ...(all ? [] : [by, ...inputs.map((clause) => ({ ...clause, after: ', and forecast ' }))]),
        {
          id: 'horizon',
          parts: [
            ...(all ? ['try every forecaster on '] : []),
            {
              text: recipe.horizon > 0 && stepMs > 0 ? duration(recipe.horizon * stepMs) : `${recipe.horizon} steps`,
              params: ['horizon'],
              tone: 'forecast',
            },
          ],
          after: all ? ' ahead, with a ' : ' with a ',
        },
        {
          id: 'coverage',
          parts: [
            { text: `${Number((recipe.coverage * 100).toFixed(1))} %`, params: ['coverage'], tone: 'forecast' },
            ' band',
          ],
          after: '.',
        },
      ];
    }
    case 'anomalies':
      return [
        ...take,
        ...splitIt,
        {
          id: 'detector',
          parts: phraseOf(detectors, recipe.detector),
          after: inputs.length > 0 ? ', reckoning with ' : '.',
        },
        ...inputs,
      ];
    case 'compare':
      return [...take, { id: 'clusterer', parts: phraseOf(clusterers, recipe.clusterer), after: '.' }];
  }
}

function seasonPhrase(stepMs: number, seasons: readonly number[] | undefined): Phrase {
  const params = ['periods'];
  const trend = { text: 'trend', params, tone: 'trend' } as const;
  const residual = { text: 'residual', params, tone: 'residual' } as const;
  if (seasons === undefined) return [trend, ', ', { text: 'seasons', params }, ' and a ', residual];
  if (seasons.length === 0) return [trend, ', ', { text: 'no season', params }, ' and a ', residual];
  const listed = seasons.flatMap((period, i) => {
    const named = { text: duration(period * stepMs), params, tone: i === 0 ? ('day' as const) : ('week' as const) };
    return i === 0 ? [named] : [i === seasons.length - 1 ? ' and ' : ', ', named];
  });
  return [trend, ', ', ...listed, seasons.length === 1 ? ' season and a ' : ' seasons and a ', residual];
}
