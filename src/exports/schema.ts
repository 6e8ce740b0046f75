import * as v from 'valibot';
import { parseRule } from '../math/recurrence-rule';
import { calendarTerms } from '../pipeline/calendar-terms';
import { eventLimits, type Recipe } from '../pipeline/recipe';
import { damaged, unsupported } from './refusals';

export const recipeFormat = { format: 'undertone-recipe', version: 1 } as const;

const finite = v.pipe(v.number(), v.finite());
const whole = v.pipe(finite, v.integer());
const share = v.pipe(finite, v.minValue(0), v.maxValue(1));
const texts = v.array(v.string());

const choice = v.strictObject({
  id: v.string(),
  params: v.record(v.string(), v.union([finite, v.string(), v.boolean()])),
});

const step = v.strictObject({ ...choice.entries, off: v.exactOptional(v.literal(true)) });

const query = v.strictObject({
  database: v.string(),
  measurement: v.string(),
  fields: texts,
  aggregate: v.string(),
  everyMs: v.pipe(finite, v.minValue(0)),
  filters: v.array(v.strictObject({ tag: v.string(), values: texts })),
  groupBy: texts,
  range: v.strictObject({ start: finite, stop: finite }),
  fill: v.exactOptional(v.union([v.picklist(['gap', 'previous', 'linear']), finite])),
  amount: v.exactOptional(finite),
  zone: v.exactOptional(v.string()),
  text: v.exactOptional(v.string()),
});

const moment = v.pipe(finite, v.minValue(-eventLimits.moment), v.maxValue(eventLimits.moment));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(eventLimits.name));
const names = v.pipe(v.array(name), v.maxLength(eventLimits.series));

/** Whether a rule can be followed: what it says decides how much work it is. */
function followable(rule: string): boolean {
  try {
    parseRule(rule);
    return true;
  } catch {
    return false;
  }
}

const plannedEvent = v.pipe(
  v.strictObject({
    name,
    start: moment,
    stop: moment,
    allDay: v.exactOptional(v.literal(true)),
    rule: v.exactOptional(v.pipe(v.string(), v.check(followable, 'a rule of repeating that is not known here'))),
    except: v.exactOptional(v.pipe(v.array(moment), v.maxLength(eventLimits.except))),
  }),
  v.check(({ start, stop }) => stop > start, 'an event that ends before it begins'),
);

const inputs = v.strictObject({
  calendar: v.pipe(v.array(v.picklist(calendarTerms)), v.maxLength(calendarTerms.length)),
  events: v.pipe(v.array(plannedEvent), v.maxLength(eventLimits.events)),
  series: names,
  ahead: v.exactOptional(names),
});

/** A recipe from a stranger: nothing missing, nothing more. Whether its members exist is the families' to say. */
export const recipeSchema: v.GenericSchema<unknown, Recipe> = v.strictObject({
  version: v.literal(1),
  source: choice,
  query,
  more: v.exactOptional(v.pipe(v.array(query), v.maxLength(20))),
  series: v.string(),
  steps: v.exactOptional(v.pipe(v.array(step), v.maxLength(50))),
  preparation: v.pipe(v.array(choice), v.maxLength(50)),
  decomposition: choice,
  periods: v.union([v.literal('auto'), v.pipe(v.array(v.pipe(finite, v.minValue(1))), v.maxLength(20))]),
  model: choice,
  horizon: v.pipe(whole, v.minValue(1), v.maxValue(1_000_000)),
  coverage: share,
  split: v.strictObject({ validation: share, test: share }),
  detector: choice,
  clusterer: choice,
  seed: finite,
  inputs: v.exactOptional(inputs),
});

export const recipeFileSchema = v.strictObject({
  format: v.literal(recipeFormat.format),
  version: v.literal(recipeFormat.version),
  name: v.string(),
  recipe: recipeSchema,
});

/** The value a schema describes. @throws StudioError `damaged` naming the file, the place in it and what is wrong there. */
export function fitting<T>(schema: v.GenericSchema<unknown, T>, value: unknown, file: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  throw damaged(file, `is not as it should be${path === null ? '' : ` at ${path}`} (${issue.message.slice(0, 200)})`);
}

/**
 * Refuses what is not of this format at all (`damaged`), or of a newer version of it (`unsupported`), before the strict
 * schema would refuse it in words that say less.
 */
export function checkFormat(
  value: unknown,
  ours: { readonly format: string; readonly version: number },
  file: string,
  what: string,
): void {
  const head = v.safeParse(v.object({ format: v.literal(ours.format), version: v.number() }), value);
  if (!head.success) throw damaged(file, `is not ${what} made with Undertone`);
  if (head.output.version > ours.version) {
    throw unsupported(
      file,
      `was made by a newer Undertone (format ${head.output.version}; this one reads up to ${ours.version})`,
    );
  }
}
