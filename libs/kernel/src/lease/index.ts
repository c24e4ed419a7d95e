export { claimJob, type ClaimedJob, Claims } from './claim';
export { JobEnds } from './job-ends';
export { Heartbeat } from './heartbeat';
export { announceLeader, LEADER_LOCK, leaderOf } from './leader';
export { Lease, type CommitOptions, type GivenUp } from './lease';
