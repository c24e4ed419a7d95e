import { Badge } from '@mantine/core';

/**
 * A word on a coloured ground: dark enough on a pale one, and pale enough on a dark one; where room is short it is not cut off.
 */
export function Mark({ colour, children }: { colour: string; children: string }) {
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      fw={600}
      c={`light-dark(color-mix(in srgb, var(--mantine-color-${colour}-9), black 35%), var(--mantine-color-${colour}-2))`}
      miw="max-content"
    >
      {children}
    </Badge>
  );
}
