import { StudioError, toFailure } from '../base/errors';
import type { ParamValues } from '../base/params';
import { emptyQuery } from '../frame/query';
import { type Deps, sayFailure } from './deps';
import { connect } from './read-actions';

/** Opens a file of rows. What is wrong with it is kept in the connection's state, for the room to show. */
export async function openFile(deps: Deps, file: File, params: ParamValues = {}): Promise<void> {
  deps.store.setState({ room: 'data' });
  await connect(deps, 'csv', params, file);
}
