import { clusterers } from '../clustering';
import { decomposers } from '../decomposition';
import { detectors } from '../detectors';
import type { Families } from '../exports/check-recipe';
import { models } from '../models';
import { transforms } from '../preparation';
import { sources } from '../sources';

/** Every member this version has: what comes from outside may name no other. */
export const families: Families = {
  sources,
  preparation: transforms,
  decomposition: decomposers,
  models,
  detectors,
  clustering: clusterers,
};

/** Whether a model learns with networks, and so on a backend; not so a model this version does not have. */
export const networks = (id: string): boolean => models.find((model) => model.id === id)?.trains ?? false;

/** Whether a model forecasts part by part. */
export const splits = (id: string): boolean => models.find((model) => model.id === id)?.wantsParts ?? false;
