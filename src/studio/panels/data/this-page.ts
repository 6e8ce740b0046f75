import type { Page } from '../../../sources/types';

/** Where this page was loaded from. */
export const thisPage = (): Page => ({ origin: window.location.origin, secure: window.location.protocol === 'https:' });
