import { type Deps, say, sayFailure } from './deps';

/** Forgets all that was kept of reads from databases. Nothing brings it back but reading again. */
export async function forgetKeptData(deps: Deps): Promise<void> {
  try {
    await (await deps.vault).frames.forget();
    say(deps, 'Forgot the data kept from databases. Reading again brings it back.');
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Follows the bytes that data kept from databases take up: at once, and after every change here or in another tab. Gives the way to stop. */
export function followKeptData(deps: Deps, tell: (bytes: number) => void): () => void {
  let stopped = false;
  let stop = (): void => {};
  const read = async (): Promise<void> => {
    try {
      const cards = await (await deps.vault).frames.list();
      if (!stopped) tell(cards.reduce((sum, { bytes }) => sum + bytes, 0));
    } catch (error) {
      sayFailure(deps, error);
    }
  };
  void deps.vault.then((vault) => {
    if (stopped) return;
    stop = vault.subscribe((change) => {
      if (change.in === 'frames') void read();
    });
    void read();
  });
  return () => {
    stopped = true;
    stop();
  };
}
