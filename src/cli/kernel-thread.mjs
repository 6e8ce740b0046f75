// A thread of Node's begins without the loader of its process: this brings it, then runs the TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('./kernel-thread.ts');
