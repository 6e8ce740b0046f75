/**
 * What `npm test` runs: every check of the project, one step after the other, while the browser and the databases of
 * the end-to-end tests are fetched and built in the background. All steps run even when one fails. The last line is
 * `N passed, N failed, N skipped`. `npm test -- types unit` runs only the steps named.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePart, missingEnvironment, nothingMayBeMissing, PARTS, type PartName } from '../servers/parts';
import { command, endCommands, ROOT } from './command';
import { add, lastLine, NOTHING, single, type Tally, tallyOf } from './report';

interface Step {
  readonly name: string;
  readonly title: string;
  run(): Promise<Tally>;
}

const REPORTS = join(ROOT, 'e2e', 'reports');
/** A zone half an hour off and with summer time: a test that leans on the machine's zone fails in it. */
const AWKWARD_ZONE = { TZ: 'America/St_Johns' };

let buildFailed = false;
const whatIsMissing: Partial<Record<PartName, string>> = {};

const STEPS: readonly Step[] = [
  { name: 'types', title: 'Types (tsc)', run: () => tool('types', 'tsc', ['--noEmit'], 10) },
  { name: 'lint', title: 'Lint (biome)', run: () => tool('lint', 'biome', ['check', '.'], 5) },
  { name: 'unit', title: 'Unit, contract and wall tests (vitest)', run: () => vitest('unit', [], 25) },
  { name: 'unused', title: 'Dead code (knip)', run: () => tool('unused', 'knip', [], 5) },
  {
    name: 'build',
    title: 'Build (vite)',
    run: async () => {
      const tally = await tool('build', 'vite', ['build'], 10);
      buildFailed = tally.failed > 0;
      return tally;
    },
  },
  { name: 'size', title: 'Size of the first load', run: () => tool('size', 'tsx', ['e2e/run/size.ts'], 2) },
  { name: 'parts', title: 'Browser and databases for the end-to-end tests', run: parts },
  {
    name: 'end-to-end',
    title: 'End-to-end tests (vitest, Chromium, InfluxDB 1 and 2)',
    run: async () => {
      if (!buildFailed) return vitest('end-to-end', ['--config', 'e2e/vitest.config.ts'], 45);
      console.log('Not run: the build failed, so there is nothing to test. Counted as failed.');
      return single('end-to-end: not run, the build failed', false);
    },
  },
];

async function main(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.log(`No step ${unknown.join(', ')}. There are: ${STEPS.map(({ name }) => name).join(', ')}.`);
  }
  const chosen = wanted.includes('end-to-end') ? [...wanted, 'parts'] : wanted;
  const steps = wanted.length === 0 ? STEPS : STEPS.filter(({ name }) => chosen.includes(name));
  mkdirSync(REPORTS, { recursive: true });
  // Started now, waited for by the step `parts`.
  if (steps.some(({ name }) => name === 'parts')) for (const part of PARTS) void ensurePart(part);

  let total: Tally = unknown.length > 0 ? single(`no step ${unknown.join(', ')}`, false) : NOTHING;
  const summary: string[] = [];
  for (const step of steps) {
    console.log(`\n━━ ${step.title} ${'━'.repeat(Math.max(3, 90 - step.title.length))}`);
    const start = performance.now();
    const tally = await step.run();
    total = add(total, tally);
    const line = `${mark(tally)} ${step.title}: ${lastLine(tally)}, ${seconds(performance.now() - start)}`;
    console.log(line);
    summary.push(line);
  }
  console.log(`\n━━ Summary ${'━'.repeat(83)}\n${summary.join('\n')}`);
  for (const reason of Object.values(whatIsMissing)) console.log(`Missing: ${reason}`);
  if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join('\n')}`);
  const ran = total.passed + total.failed > 0;
  process.stdout.write(`\n${lastLine(total)}\n`, () => process.exit(total.failed > 0 || !ran ? 1 : 0));
}

/** A step that is one test: it passes when the tool does. */
async function tool(name: string, file: string, args: readonly string[], limitMinutes: number): Promise<Tally> {
  return single(name, await command(file, args, { limitMinutes }));
}

async function vitest(name: string, args: readonly string[], limitMinutes: number): Promise<Tally> {
  const report = join(REPORTS, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...AWKWARD_ZONE, ...missingEnvironment(whatIsMissing) };
  const ok = await command('vitest', ['run', ...args, ...reporters], { limitMinutes, env });
  return tallyOf(name, report, ok);
}

/** One test: all parts are there. A missing one is a skip with its reason, and a failure on CI. */
async function parts(): Promise<Tally> {
  const answers = await Promise.all(PARTS.map(async (name) => ({ name, answer: await ensurePart(name) })));
  for (const { name, answer } of answers) {
    if (!answer.ok) whatIsMissing[name] = answer.reason;
    console.log(`${name}: ${answer.ok ? answer.part : `missing. ${answer.reason}`}`);
  }
  const gone = Object.keys(whatIsMissing);
  if (gone.length === 0) return single('parts', true);
  if (nothingMayBeMissing()) return single(`parts: ${gone.join(', ')} could not be had`, false);
  console.log('Tests that need what is missing are skipped.');
  return { ...NOTHING, skipped: 1 };
}

function mark({ failed, passed }: Tally): string {
  return failed > 0 ? '✗' : passed > 0 ? '✓' : '○';
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    endCommands();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}
await main(process.argv.slice(2));
