import { build } from 'vite';
import { serve } from './serve';

/** `npm start`: builds the studio and serves it. PORT chooses the port (default 4173; the next free one if it is taken). */
async function start(): Promise<void> {
  console.log('Building…');
  await build({ logLevel: 'warn' });
  const wanted = Number(process.env.PORT ?? 4173);
  const { url } = await serve({ root: 'dist', port: wanted }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' && process.env.PORT === undefined) return serve({ root: 'dist', port: 0 });
    throw error;
  });
  console.log(`Undertone is at ${url}`);
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
