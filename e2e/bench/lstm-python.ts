import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf } from '../servers/found';
import type { LstmCase } from './lstm-cases';

/** What a peer is to do; see `lstm_peers.py`. */
export type PeerOrder =
  | { readonly kind: 'imports' }
  | { readonly kind: 'step'; readonly case: LstmCase; readonly budget: number }
  | { readonly kind: 'whole'; readonly case: LstmCase; readonly networks: number; readonly epochs: number };

/** One native library in one interpreter, which waits between orders. */
export interface Peer {
  /** Such as `keras 1 thread`. */
  readonly subject: string;
  /** The figure: seconds, or milliseconds for a step. */
  ask(order: PeerOrder): Promise<number>;
}

const running = new Set<ChildProcess>();

/** Starts the peers that an interpreter has; what it lacks, or that it does not start, is said. */
export async function startPeers(
  python: string,
  subjects: readonly string[],
  say: (words: string) => void,
): Promise<readonly Peer[]> {
  const script = join(import.meta.dirname, 'lstm_peers.py');
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.add(child);
  let fault = 'it ended without an answer';
  for (const end of [child, child.stdin]) end.on('error', (error) => (fault = error.message));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(fault);
    return JSON.parse(value);
  };
  const ask = async (order: object): Promise<number> => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    return Number(at(await answer(), 'value'));
  };
  try {
    const there = at(await answer(), 'subjects');
    const peers = subjects.filter((subject) => Array.isArray(there) && there.includes(subject));
    const lacking = subjects.filter((subject) => !peers.includes(subject));
    if (lacking.length > 0) say(`${python} has nothing for: ${lacking.join(', ')}.`);
    return peers.map((subject) => ({ subject, ask: (order) => ask({ ...order, subject }) }));
  } catch (error) {
    say(`${python} is left out: ${messageOf(error)}`);
    return [];
  }
}

/** Ends every interpreter that was started. */
export function endPeers(): void {
  for (const child of running) child.kill();
  running.clear();
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
