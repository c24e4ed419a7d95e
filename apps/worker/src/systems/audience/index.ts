import { AUDIENCE_QUEUE, audienceJobs } from '@sluice/systems/audience';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { audienceHandlers } from './audience.handlers';
import { endWhole } from './end-upload';

/** audience's jobs with all they need. */
export function audienceSystem({ db, store }: Pick<SystemDeps, 'db' | 'store'>): WorkerSystem {
  return {
    queue: AUDIENCE_QUEUE,
    jobs: bindHandlers(audienceJobs, audienceHandlers({ db, store })),
    failSubject: endWhole,
    close: () => Promise.resolve(),
  };
}
