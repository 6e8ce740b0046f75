import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = 'src/neural/engines/wasm/assembly';
const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];

/** One module of the kernels. @throws Error with the compiler's words. */
async function compiled(more: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['module.ts', '--outFile', 'kernels.wasm', ...flags, ...more], {
    readFile: (name, base) => {
      try {
        return readFileSync(join(base === '.' ? folder : base, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(stderr.toString() || String(error));
  return binary;
}

/** What `built.ts` is to hold: the modules with relaxed SIMD and without, as base64. */
export async function builtSource(): Promise<string> {
  const relaxed = Buffer.from(await compiled(['--enable', 'relaxed-simd'])).toString('base64');
  const plain = Buffer.from(await compiled([])).toString('base64');
  return `/** Made of \`assembly/\` by \`npm run kernels\`; a test holds the two together. */
export const relaxed =
  '${relaxed}';

export const plain =
  '${plain}';
`;
}
