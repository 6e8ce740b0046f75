/** What the tail of an address starts with when it names a walk. */
export const linkPrefix = '#r=';
