import { expect, it } from 'vitest';
import { backendIds, backendNames } from '../neural/backend/backends';
import { backendName } from './backend-names';

it('the page calls each backend as the engine does', () => {
  for (const id of backendIds) expect(backendName(id)).toBe(backendNames[id]);
});
