import { clusterers } from '../clustering';
import { decomposers } from '../decomposition';
import { detectors } from '../detectors';
import type { Families } from '../exports/check-recipe';
import { models } from '../models';
import { transforms } from '../preparation';
import { shapers } from '../shaping';
import { sources } from '../sources';

/** Every member this version has: what comes from outside may name no other. Not for the first page: load it when needed. */
export const families: Families = {
  sources,
  shaping: shapers,
  preparation: transforms,
  decomposition: decomposers,
  models,
  detectors,
  clustering: clusterers,
};
