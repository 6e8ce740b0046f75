import type { Change } from './types';

/** Tells listeners in this tab, and through a `BroadcastChannel` those in other tabs, what changed. */
export interface Notices {
  announce(change: Omit<Change, 'elsewhere'>): void;
  subscribe(listener: (change: Change) => void): () => void;
  close(): void;
}

/** Notices between tabs under this channel name; without one (or without `BroadcastChannel`) in this tab only. */
export function openNotices(channelName?: string): Notices {
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change): void => {
    for (const listener of listeners) listener(change);
  };
  const channel =
    channelName === undefined || typeof BroadcastChannel === 'undefined'
      ? undefined
      : new BroadcastChannel(channelName);
  channel?.addEventListener('message', (event: MessageEvent<Omit<Change, 'elsewhere'>>) =>
    tell({ ...event.data, elsewhere: true }),
  );
  return {
    announce(change) {
      channel?.postMessage(change);
      tell({ ...change, elsewhere: false });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      channel?.close();
      listeners.clear();
    },
  };
}
