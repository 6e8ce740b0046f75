import type { Choice } from '../base/definition';
import { StudioError } from '../base/errors';
import type { ParamValues } from '../base/params';
import type { Page } from '../sources/types';
import { maySeal, seal, unseal } from '../vault/seal';
import type { KeptConnection } from '../vault/types';
import { nameOf } from './connection-actions';
import { type Deps, say, sayFailure } from './deps';
import { secretsOf, sourceCard } from './open-actions';

/** Whether this browser can keep secrets, and if not, why. */
export const whyNoSecrets = (): string | undefined =>
  maySeal()
    ? undefined
    : 'This page came over plain http, where browsers offer no encryption: a password or token stays in memory only.';

/** What sealed secrets belong to: this page, that address, that entry. Under another of them they do not open. */
const belonging = ({ id, source }: KeptConnection, page: Page): string =>
  JSON.stringify([page.origin, source.params.url ?? '', id]);

/** Keeps the secret parameters of a connection that answered, encrypted under a passphrase. */
export async function keepSecrets(deps: Deps, { id, params }: Choice, passphrase: string, page: Page): Promise<void> {
  try {
    const { connections } = await deps.vault;
    const card = sourceCard(id);
    const connection = await connections.use({ id, params }, card.params, nameOf({ id, params }));
    const text = JSON.stringify(secretsOf(id, params));
    await connections.seal(connection.id, await seal(text, passphrase, belonging(connection, page)));
    say(deps, `The login of “${connection.name}” is kept here, encrypted.`, { tone: 'good' });
  } catch (error) {
    sayFailure(deps, error);
  }
}

/**
 * The secrets kept with a connection.
 * @throws StudioError `unauthorised` at `passphrase` when it is the wrong one.
 */
export async function unlock(connection: KeptConnection, passphrase: string, page: Page): Promise<ParamValues> {
  if (connection.sealed === undefined) return {};
  const text = await unseal(connection.sealed, passphrase, belonging(connection, page));
  try {
    return secretsOf(connection.source.id, JSON.parse(text) as ParamValues);
  } catch (cause) {
    throw new StudioError('damaged', 'What is kept of this login cannot be read.', {
      next: 'Forget the secrets and enter them anew.',
      cause,
    });
  }
}

/** Forgets the secrets of a connection; the connection stays. */
export async function forgetSecrets(deps: Deps, { id, name }: KeptConnection): Promise<void> {
  try {
    await (await deps.vault).connections.seal(id, undefined);
    say(deps, `The login of “${name}” is no longer kept here.`);
  } catch (error) {
    sayFailure(deps, error);
  }
}
