import { CONTENT_QUEUE, contentJobs, showContentBatch } from '@sluice/systems/content';
import { bindHandlers, type WorkerSystem } from '../../job-handler';
import { type SystemDeps } from '../../systems';
import { failBatch } from './batch.queries';
import { type Chain, openChain } from './chain/chain';
import { CallFollower } from './chain/follow-calls';
import { contentHandlers } from './content.handlers';

/** Looks cost one small query while nothing is under way. */
const FOLLOW_EVERY_MS = 1_000;

/**
 * content's jobs with all they need, and the following of chain calls.
 * @throws Error naming the variable when the chain is configured and can't be used
 */
export function contentSystem(deps: Omit<SystemDeps, 'store' | 'notices'>): WorkerSystem {
  const { config, db, log } = deps;
  const chain = config.chain && openChain(config.chain, { db, log });
  tellOfChain(chain, deps);
  const follower = chain && new CallFollower(chain, deps);
  return {
    queue: CONTENT_QUEUE,
    jobs: bindHandlers(contentJobs, contentHandlers({ db, chain })),
    failSubject: async (batchId, tools, reason) => {
      const batch = await failBatch(tools.lease, batchId, reason);
      if (batch) await showContentBatch(tools, batch);
    },
    ...(follower && {
      chores: [
        { name: 'content.follow-calls', everyMs: FOLLOW_EVERY_MS, run: (signal) => follower.run(signal) },
      ],
    }),
    close: () => Promise.resolve(),
  };
}

function tellOfChain(chain: Chain | undefined, { log, config }: Pick<SystemDeps, 'log' | 'config'>): void {
  if (!chain) {
    log.info('no chain is configured: prices of content are set in the database only');
    return;
  }
  const { network, address } = chain.operator;
  log.info('prices of content are set on the chain', {
    network,
    operator: address,
    contract: config.chain?.contract,
    confirm: chain.confirm,
  });
}
