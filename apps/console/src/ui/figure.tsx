import { Text } from '@mantine/core';

interface FigureProps {
  label: string;
  value: string;
  unit?: string;
  /** Something that a person should look at. */
  isBad?: boolean;
}

/** One number, and what it counts. */
export function Figure({ label, value, unit, isBad = false }: FigureProps) {
  return (
    <dl style={{ margin: 0 }}>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text
        component="dd"
        m={0}
        size="lg"
        fw={700}
        className="numbers"
        c={isBad ? 'light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))' : 'inherit'}
      >
        {value}
        {unit !== undefined && (
          <Text span size="sm" fw={400} c="dimmed">
            {' '}
            {unit}
          </Text>
        )}
      </Text>
    </dl>
  );
}
