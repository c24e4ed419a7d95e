import { Mark } from './mark';
import { useUiTexts } from './texts';

/** What every system's status comes down to. */
export type BatchState =
  'waiting' | 'working' | 'your_turn' | 'done' | 'done_with_errors' | 'failed' | 'cancelled' | 'rolled_back';

const COLOURS: Readonly<Record<BatchState, string>> = {
  waiting: 'gray',
  working: 'blue',
  your_turn: 'grape',
  done: 'green',
  done_with_errors: 'yellow',
  failed: 'red',
  cancelled: 'gray',
  rolled_back: 'gray',
};

/** The state in words and colour. */
export function StateBadge({ state }: { state: BatchState }) {
  const t = useUiTexts();
  return <Mark colour={COLOURS[state]}>{t(state === 'failed' ? 'failedState' : state)}</Mark>;
}
