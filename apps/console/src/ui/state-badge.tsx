import { Badge } from '@mantine/core';
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
  return (
    <Badge color={COLOURS[state]} variant="light" c={textColour(COLOURS[state])} tt="none" fw={600}>
      {t(state === 'failed' ? 'failedState' : state)}
    </Badge>
  );
}

/** Dark enough on its pale ground, and pale enough on a dark one. */
function textColour(colour: string): string {
  return `light-dark(color-mix(in srgb, var(--mantine-color-${colour}-9), black 35%), var(--mantine-color-${colour}-2))`;
}
