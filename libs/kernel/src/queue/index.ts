export { Admission, type AdmissionOptions } from './admission';
export { defineJob, type JobContract, type JobOwner, type QueuedJob } from './job-contract';
export { addJobs, cancelJobs, type CancelledJob } from './outbox';
export { KEEP_FINISHED, Queues } from './queues';
export { forgetEnded, recoverExpired, recoverLost } from './reconciler';
