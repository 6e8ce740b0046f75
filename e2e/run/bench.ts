/**
 * `npm run -s bench -- NAME --json`: runs one bench and prints one JSON object on stdout,
 * `{bench, machine, results: [{case, subject, value, unit}]}`. Progress goes to stderr. Without --json, a table.
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

/** A bench: tells its progress in words, gives its figures. */
export type Bench = (say: (words: string) => void) => Promise<readonly Figure[]>;

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  startup: async () => (await import('../bench/startup')).startup,
};

async function main(): Promise<void> {
  const [name = '', ...flags] = process.argv.slice(2);
  const load = benches[name];
  if (load === undefined) {
    console.error(`Which bench? One of: ${Object.keys(benches).join(', ')}.`);
    process.exit(2);
  }
  const results = await (await load())((words) => console.error(words));
  const [processor] = cpus();
  const machine = `${cpus().length} x ${processor?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  if (flags.includes('--json')) console.log(JSON.stringify({ bench: name, machine, results }));
  else console.table(results);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
