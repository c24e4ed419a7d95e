import { type ChainConfig } from '@sluice/kernel/config';
import { rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { chainControl } from '@sluice/tools/chain/chain-client';
import { chainEnvironment } from '@sluice/tools/chain/development-accounts';
import { startLocalNode } from '@sluice/tools/chain/local-node';
import { type Chain, type ChainPatience, openChain } from '../chain/chain';
import { CallFollower, type FollowerPatience } from '../chain/follow-calls';
import { createContentBed } from './content-bed';

export interface StoredCall {
  txid: string;
  nonce: number;
  position: number;
  content_id: string;
  price: string;
  state: string;
  reason: string | null;
}

export type ChainBed = Awaited<ReturnType<typeof createChainBed>>;

/** A content bed with a chain of its own, that mines every 5 ms or by hand. */
export async function createChainBed({ blockMs = 5 }: { blockMs?: number | 'manual' } = {}) {
  const [bed, node] = await Promise.all([createContentBed(), startLocalNode({ blockMs })]);
  const control = chainControl(node.url);

  function open(config: Partial<ChainConfig> = {}, patience: Partial<ChainPatience> = {}): Chain {
    const { STACKS_NODE_URL, STACKS_CONTRACT, STACKS_OPERATOR_KEY } = chainEnvironment(node.url);
    const chain = openChain(
      {
        nodeUrl: STACKS_NODE_URL,
        contract: STACKS_CONTRACT,
        operatorKey: STACKS_OPERATOR_KEY,
        confirm: 'broadcast',
        maxFee: 50_000,
        timeoutMs: 5_000,
        ...config,
      },
      { db: bed.db, log: silentLog },
    );
    return {
      ...chain,
      patience: { ...chain.patience, tries: 4, firstWaitMs: 20, displacedMs: 20, ...patience },
    };
  }
  const chain = open();
  const confirming = open({ confirm: 'confirmed' });

  return {
    ...bed,
    node,
    control,
    open,
    /** Counts prices once the node has accepted them. */
    chain,
    /** Counts prices once a block has them. */
    confirming,
    follower: (of: Chain = chain, patience: Partial<FollowerPatience> = {}) =>
      new CallFollower(of, { ...bed, log: silentLog }, { lookAgainMs: 0, graceMs: 0, gapMs: 0, ...patience }),
    calls: (contentIds: string[]): Promise<StoredCall[]> =>
      rows<StoredCall>(
        bed.db,
        `SELECT txid, nonce::int, position, content_id, price::text, state, reason FROM chain_calls
         WHERE content_id = ANY ($1) ORDER BY nonce, created_at`,
        [contentIds],
      ),
    /** What the node has ever taken of these contents, in the order it came. */
    async taken(contentIds: string[]) {
      const { transactions } = await control.ledger();
      return transactions.filter(({ setPrice }) => setPrice && contentIds.includes(setPrice.contentId));
    },
    async chainPrice(contentId: string): Promise<string | undefined> {
      return (await control.state(contentId))?.price;
    },
    async close(): Promise<void> {
      await node.stop();
      await bed.close();
    },
  };
}
