import { Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useOperationsTexts } from './texts';

export const BAD_COLOUR = 'light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))';
export const GOOD_COLOUR = 'light-dark(var(--mantine-color-green-9), var(--mantine-color-green-4))';

/** A value of a table; one that a person should look at is marked by more than colour. */
export function Alarming({ isBad, children }: { isBad: boolean; children: ReactNode }) {
  const t = useOperationsTexts();
  if (!isBad) return children;
  return (
    <Text span inherit fw={700} c={BAD_COLOUR} style={{ whiteSpace: 'nowrap' }}>
      <IconAlertTriangle size={14} aria-hidden style={{ verticalAlign: -2, marginInlineEnd: 4 }} />
      {children}
      <VisuallyHidden> ({t('attention')})</VisuallyHidden>
    </Text>
  );
}
