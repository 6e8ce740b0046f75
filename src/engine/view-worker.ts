import type { FromWorker, ToWorker } from './protocol';
import { viewJobs } from './view-jobs';
import { answer, type Port } from './worker-side';

answer(viewJobs, self as unknown as Port<FromWorker, ToWorker>);
