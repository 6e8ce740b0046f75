import { models } from '../models';

/** Whether a model learns with networks, and so on a backend; not so a model this version does not have. */
export const networks = (id: string): boolean => models.find((model) => model.id === id)?.trains ?? false;

/** Whether a model forecasts part by part. */
export const splits = (id: string): boolean => models.find((model) => model.id === id)?.wantsParts ?? false;
