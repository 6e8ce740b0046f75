import type { Failure } from '../../../base/errors';
import type { Opening, Plan, Rows } from '../../session/session';
import type { Loss } from '../../train/losses';

/** What a helper is asked: one call at a time, one session at a time. */
export type Call =
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'train'; readonly rows: Rows; readonly plan: Plan }
  | { readonly type: 'evaluate'; readonly rows: Rows; readonly loss: Loss; readonly batch: number }
  | { readonly type: 'read' }
  | { readonly type: 'dispose' };

export type Answer =
  | { readonly type: 'done'; readonly value: unknown }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** So many more batches of the call are through. */
  | { readonly type: 'pace'; readonly batches: number };

/** Another thread that runs `serve`. */
export interface Helper {
  postMessage(message: Call, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Answer }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

export interface Helpers {
  /** How many threads are worth having: the machine's cores. */
  readonly count: number;
  start(): Helper;
}

let helpers: Helpers | undefined;

/** Tells how to start threads; call it once, before any training. Without, everything runs on the calling thread. */
export function setHelpers(found: Helpers): void {
  helpers = found;
}

/** What `setHelpers` told, or undefined. */
export const theHelpers = (): Helpers | undefined => helpers;
