/** `npm run kernels`: compiles `neural/engines/wasm/assembly` and writes the modules into `built.ts` beside it. */
import { writeFileSync } from 'node:fs';
import { builtSource } from './compile-kernels';

const path = 'src/neural/engines/wasm/built.ts';
const source = await builtSource();
writeFileSync(path, source);
console.log(`${path}: ${source.length.toLocaleString('en')} characters`);
