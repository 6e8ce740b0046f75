import { parentPort } from 'node:worker_threads';
import { serve } from '../neural/engines/wasm/serve';

if (parentPort === null) throw new Error('kernel-thread runs as a thread of another process');
const port = parentPort;
serve(
  {
    postMessage: (message, transfer) => port.postMessage(message, transfer),
    addEventListener: (type, listener) => void port.on(type, (data) => listener({ data })),
  },
  () => performance.now(),
);
