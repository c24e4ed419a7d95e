export { claimJob, type ClaimedJob } from './claim';
export { Heartbeat } from './heartbeat';
export { announceLeader, LEADER_LOCK, leaderOf } from './leader';
export { Lease, type CommitOptions, type GivenUp } from './lease';
