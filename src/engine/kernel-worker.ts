import { serve } from '../neural/engines/wasm/serve';

serve(self as unknown as Parameters<typeof serve>[0], () => performance.now());
