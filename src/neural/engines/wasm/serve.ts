import { toFailure } from '../../../base/errors';
import type { Pace, Session, Weights } from '../../session/session';
import type { Answer, Call } from './helpers';
import { wasm } from './session';

/** The far end of a `Helper`. */
interface Port {
  postMessage(message: Answer, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Call }) => void): void;
}

/** Milliseconds between two reports of pace. */
const PACE_MS = 20;

/** Answers the calls that come through a port with sessions on this thread. `clock` is in milliseconds. */
export function serve(port: Port, clock: () => number): void {
  let session: Session | undefined;
  let reported = 0;
  let pending = 0;
  const report = (): void => {
    if (pending > 0) port.postMessage({ type: 'pace', batches: pending }, []);
    reported = clock();
    pending = 0;
  };
  const pace: Pace = async (batches) => {
    pending += batches;
    if (clock() - reported >= PACE_MS) report();
  };
  const open = (): Session => {
    if (session === undefined) throw new Error('no session is open');
    return session;
  };
  const run = async (call: Call): Promise<unknown> => {
    switch (call.type) {
      case 'open':
        session = await wasm.open(call.opening);
        return undefined;
      case 'train':
        return open().train(call.rows, call.plan, pace);
      case 'evaluate':
        return open().evaluate(call.rows, call.loss, call.batch, pace);
      case 'read':
        return open().read();
      case 'dispose':
        session?.dispose();
        session = undefined;
        return undefined;
    }
  };
  port.addEventListener('message', ({ data }) => {
    run(data)
      .then((value) => {
        report();
        port.postMessage({ type: 'done', value }, buffersIn(value));
      })
      .catch((error: unknown) => {
        pending = 0;
        port.postMessage({ type: 'failed', failure: toFailure(error) }, []);
      });
  });
}

const buffersIn = (value: unknown): ArrayBuffer[] => {
  if (value instanceof Float32Array) return [value.buffer as ArrayBuffer];
  if (value === undefined) return [];
  const { parameters, slots } = value as Weights;
  return [parameters, ...slots].map(({ buffer }) => buffer as ArrayBuffer);
};
