export { Admission, type AdmissionOptions, readmit } from './admission';
export { CancelNotices } from './cancel-notices';
export {
  type Drain,
  type DrainScope,
  type DrainTarget,
  Drains,
  drainsInForce,
  forgetDrains,
  type NewDrain,
} from './drains';
export { JobControl, type JobControlDeps, stillRunning } from './job-control';
export { defineJob, type JobContract, type JobOwner, type QueuedJob } from './job-contract';
export {
  addJobs,
  cancelJobs,
  type CancelledJob,
  hasActiveJobs,
  type RequeuedJob,
  requeueJobs,
} from './outbox';
export { KEEP_FINISHED, type PlacedJob, Queues } from './queues';
export { countRecovered, measureQueues } from './queue-metrics';
export { forgetEnded, recoverExpired, recoverLost } from './reconciler';
export { IN_FORCE, IS_ALIVE } from './sql-conditions';
