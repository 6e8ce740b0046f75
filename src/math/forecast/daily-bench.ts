import { guidedAnalogs, weekAnalogs } from './analogs';
import { type Bench, groupNumbers, ofGroup, type Shared } from './bench';
import {
  type ChangeModel,
  changesAlone,
  type Daily,
  dailyChanges,
  forecastByChanges,
  learnTogether,
} from './change-model';
import { directRidge, ridgeLags } from './direct-ridge';
import { profileRidge } from './profile-ridge';
import { denseLags } from './seasonal-changes';

const members = [
  { id: 'changes-profile', title: 'Seasonal changes against the weekly profile' },
  { id: 'changes-level', title: 'Seasonal changes against hourly levels' },
  { id: 'profile-steady', title: 'Weekly profile with long memory' },
  { id: 'profile-recent', title: 'Weekly profile with short memory' },
  { id: 'analogs-guided', title: 'Similar days guided by seasonal changes' },
  { id: 'analogs-week', title: 'Similar days of similar weeks' },
];
const aloneMembers = [
  ...members,
  { id: 'log-ridge', title: 'Ridge on past values as logarithms' },
  { id: 'day-ridge', title: 'Ridge on past values of the last days' },
  { id: 'week-ridge', title: 'Ridge on past values with the week before' },
];

const rule = { origins: 4, units: { smape: 18.4, mase: 2.4 } };

/**
 * Six forecasters of a series with a day and a week; for a series alone three more, since it has no others to learn from.
 * Together, the regressions on daily changes learn from groups of alike series, thoroughly or (while weighing) from half
 * the rows in one pass.
 */
export function dailyBench(rhythm: Daily, horizon: number, together: boolean): Bench {
  const { day, week } = rhythm;
  const changes = (form: 'profile' | 'level', thorough: boolean): ChangeModel =>
    together
      ? dailyChanges(rhythm, horizon, {
          form,
          lags: denseLags(day),
          stride: thorough ? 3 : 6,
          penalty: 0.01,
          passes: thorough ? 1 : 0,
        })
      : changesAlone(rhythm, horizon, form);
  const direct = (x: Float64Array): readonly Float64Array[] => {
    const near = ridgeLags(rhythm, horizon, false);
    const both = ridgeLags(rhythm, horizon, true);
    return [
      directRidge(x, horizon, { lags: both, penalty: 1e-4, power: 0, reach: Math.E ** 2 }),
      directRidge(x, horizon, { lags: near, penalty: 1e-5, power: 1, reach: Number.POSITIVE_INFINITY }),
      directRidge(x, horizon, { lags: both, penalty: 1e-3, power: 1, reach: Number.POSITIVE_INFINITY }),
    ];
  };
  return {
    members: together ? members : aloneMembers,
    rule: together ? { ...rule, sharpness: 16, shared: 0.7 } : { ...rule, sharpness: 8, shared: 0 },
    async learn(series, groups, thorough, pace) {
      const learned: Shared[] = [];
      for (const k of groupNumbers(groups)) {
        const own = ofGroup(series, groups, k);
        learned.push({
          'changes-profile': await learnTogether(changes('profile', thorough), own, pace),
          'changes-level': await learnTogether(changes('level', thorough), own, pace),
        });
      }
      return learned;
    },
    async forecast(x, shared, thorough, pace) {
      const byProfile = await forecastByChanges(changes('profile', thorough), x, shared?.['changes-profile'], pace);
      const byLevel = await forecastByChanges(changes('level', thorough), x, shared?.['changes-level'], pace);
      const lags = Math.min(day, 24);
      const residual = { week, lags };
      const found = [
        byProfile,
        byLevel,
        profileRidge(x, horizon, { ...residual, decay: 0.2, memory: Number.POSITIVE_INFINITY }),
        profileRidge(x, horizon, { ...residual, decay: 0.5, memory: 12.5 * day }),
        guidedAnalogs(x, rhythm, byProfile),
        weekAnalogs(x, rhythm, horizon),
        ...(together ? [] : direct(x)),
      ];
      await pace(horizon * x.length * (lags ** 2 + (together ? 0 : 9 * day)));
      return found;
    },
  };
}
