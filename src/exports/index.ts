import { csv } from './csv';
import { lineProtocol } from './line-protocol';
import { modelBundle } from './model-bundle';
import { recipe } from './recipe';
import type { Exporter } from './types';

/** Every way out of the studio. */
export const exporters = [modelBundle, csv, recipe, lineProtocol] as const satisfies readonly Exporter[];
