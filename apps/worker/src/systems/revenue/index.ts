import { REVENUE_QUEUE, revenueJobs, showRevenue } from '@sluice/systems/revenue';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { endSubjectAsError } from './revenue-file.queries';
import { revenueHandlers } from './revenue.handlers';

/** revenue's jobs with all they need. */
export function revenueSystem({ db, store }: Pick<SystemDeps, 'db' | 'store'>): WorkerSystem {
  return {
    queue: REVENUE_QUEUE,
    jobs: bindHandlers(revenueJobs, revenueHandlers({ db, store })),
    failSubject: async (subjectId, tools, reason) =>
      showRevenue(
        tools,
        await endSubjectAsError(tools.lease, subjectId, { code: 'failed', message: reason }),
      ),
    close: () => Promise.resolve(),
  };
}
