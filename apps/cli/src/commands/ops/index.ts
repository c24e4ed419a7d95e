import { type Command } from 'commander';
import { addDrainCommands } from './drain';
import { addJobsCommand } from './jobs';
import { addRequeueCommand, addRetryCommand } from './requeue';
import { addStatusCommand } from './status';
import { addTenantCommands } from './tenants';
import { addUserCommands } from './users';

/** What operators do, and admins with their users: `sluice ops …`. */
export function addOperatorCommands(parent: Command): void {
  const ops = parent
    .command('ops')
    .description('Operate the service: status, jobs, requeue, drain, resume, retry, users, tenants');
  addCommandsThatWereAtTheTop(ops);
  addRetryCommand(ops);
}

/** Scripts may name them without `ops`, as they were before there were commands for users. */
export function addCommandsThatWereAtTheTop(parent: Command): void {
  addStatusCommand(parent);
  addJobsCommand(parent);
  addRequeueCommand(parent);
  addDrainCommands(parent);
  addUserCommands(parent);
  addTenantCommands(parent);
}
