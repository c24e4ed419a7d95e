export { claimJob, type ClaimedJob } from './claim';
export { Heartbeat } from './heartbeat';
export { Lease, type CommitOptions } from './lease';
