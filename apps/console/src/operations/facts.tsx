import { Code, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { useOperationsTexts } from './texts';

/** Names and values, one a line; values are words, ids or whatever JSON has. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  const t = useOperationsTexts();
  return (
    <dl
      style={{
        display: 'grid',
        gridTemplateColumns: 'max-content minmax(0, 1fr)',
        gap: '0.15rem 1rem',
        margin: 0,
      }}
    >
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="xs" m={0}>
            {value ?? t('none')}
          </Text>
        </div>
      ))}
    </dl>
  );
}

/** An id, to be read whole and copied. */
export function Id({ children }: { children: string | null }) {
  return children === null ? null : <Code fz="xs">{children}</Code>;
}
