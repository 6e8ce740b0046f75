/**
 * `npm run -s bench -- NAME --json`: runs one bench and prints one JSON object on stdout,
 * `{bench, machine, results: [{case, subject, value, unit}]}`. Progress goes to stderr. Without --json, a table.
 * Flags of the bench's own follow its name.
 */
import { cpus, totalmem } from 'node:os';

/** One figure of a bench. */
export interface Figure {
  readonly case: string;
  /** `undertone`, or the peer that ran the same case in the same command. */
  readonly subject: string;
  readonly value: number;
  readonly unit: string;
}

/** What a bench is given. */
export interface BenchRun {
  /** Flags after the bench's name, less --json. */
  readonly flags: readonly string[];
  /** Tells the progress, in words. */
  say(words: string): void;
  /** Names something more of the machine that the figures depend on, such as its GPU. */
  machine(part: string): void;
}

/** A bench gives its figures. */
export type Bench = (run: BenchRun) => Promise<readonly Figure[]>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  startup: async () => (await import('../bench/startup')).startup,
  ingest: async () => (await import('../bench/ingest')).ingest,
  lstm: async () => (await import('../bench/lstm')).lstm,
  forecast: async () => (await import('../bench/forecast')).forecast,
  chart: async () => (await import('../bench/chart')).chart,
};

async function main(): Promise<void> {
  const [name = '', ...flags] = process.argv.slice(2);
  const load = benches[name];
  if (load === undefined) {
    console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}.`);
    process.exit(2);
  }
  const [processor] = cpus();
  const machine = [
    `${cpus().length} x ${processor?.model.trim() ?? 'unknown'}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Node ${process.versions.node}`,
  ];
  const results = await (await load())({
    flags: flags.filter((flag) => flag !== '--json'),
    say: (words) => console.error(words),
    machine: (part) => machine.push(part),
  });
  if (flags.includes('--json')) console.log(JSON.stringify({ bench: name, machine: machine.join(', '), results }));
  else console.table(results);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
