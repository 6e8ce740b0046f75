import { StudioError } from '../base/errors';
import type { VersionComparison } from '../pipeline/compare-versions';
import type { ModelCard, VersionCard } from '../vault/types';
import { currentNumber, versionOf } from '../vault/versions';
import { type Deps, say, sayFailure } from './deps';
import { openModel } from './library-actions';
import { refreshLibrary } from './work-actions';

/** A version as the list shows it; the current one leads. */
export interface ListedVersion extends VersionCard {
  readonly current: boolean;
}

/** The current version of a model and those before it, the newest number first after the current. */
export async function versionsOf(deps: Deps, card: ModelCard): Promise<readonly ListedVersion[]> {
  const older = await (await deps.vault).versions.list(card.id);
  return [
    { ...versionOf(card, card.bytes), current: true },
    ...older.map((version) => ({ ...version, current: false })),
  ];
}

/** Makes an older version the current one, and shows it; the one before it stays as a version. */
export async function goBackTo(deps: Deps, card: ModelCard, number: number): Promise<void> {
  try {
    const before = currentNumber(card);
    await (await deps.vault).versions.goBack(card.id, number, card.revision);
    await refreshLibrary(deps);
    const shown = deps.store.getState().openModel?.id === card.id;
    if (shown) await openModel(deps, card.id);
    const data = shown ? ' On screen is the data it was made from; what is newer is read again in Data.' : '';
    say(deps, `“${card.name}” is version ${number} again. Version ${before} is kept beside it.${data}`, {
      tone: 'good',
    });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Deletes a version; the notice that says so can undo it, and so can what is given: undefined when it failed. */
export async function removeVersion(deps: Deps, card: ModelCard, number: number): Promise<string | undefined> {
  try {
    const token = await (await deps.vault).versions.remove(card.id, number);
    say(deps, `Deleted version ${number} of “${card.name}”.`, { undo: { model: token } });
    return token;
  } catch (error) {
    sayFailure(deps, error);
    return undefined;
  }
}

/** Keeps a version whatever comes after, or no longer. */
export async function pinVersion(deps: Deps, card: ModelCard, number: number, pinned: boolean): Promise<void> {
  try {
    await (await deps.vault).versions.pin(card.id, number, pinned);
  } catch (error) {
    sayFailure(deps, error);
  }
}

/** Judges versions of a model, the current one among them, on the same points. @throws StudioError `too-short`. */
export async function compareVersionsOf(
  deps: Deps,
  card: ModelCard,
  numbers: readonly number[],
  signal: AbortSignal,
): Promise<VersionComparison> {
  const vault = await deps.vault;
  const versions = await Promise.all(
    numbers.map(async (number) => ({
      name: `Version ${number}`,
      artifact:
        number === currentNumber(card)
          ? (await vault.get(card.id)).artifact
          : await vault.versions.get(card.id, number),
    })),
  );
  if (versions.length === 0) throw new StudioError('empty', 'There is nothing to compare.');
  return deps.engine.run('compareVersions', { versions }, { signal });
}
