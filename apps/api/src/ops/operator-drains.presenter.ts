import { type Drain } from '@sluice/kernel/queue';
import { toSeconds } from '../http/timestamps';

export function presentDrain(drain: Drain): Record<string, unknown> {
  return {
    id: drain.id,
    scope: drain.scope,
    target: drain.scope === 'all' ? null : drain.target,
    hand_back: drain.handBack,
    until: drain.until && toSeconds(drain.until),
    reason: drain.reason,
    created_by: drain.createdBy,
    created_at: toSeconds(drain.createdAt),
  };
}
