import { Badge, type BadgeProps } from '@mantine/core';

interface MarkProps extends Pick<BadgeProps, 'miw'> {
  colour: string;
  children: string;
}

/** A word on a coloured ground: dark enough on a pale one, and pale enough on a dark one. */
export function Mark({ colour, children, ...props }: MarkProps) {
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      fw={600}
      c={`light-dark(color-mix(in srgb, var(--mantine-color-${colour}-9), black 35%), var(--mantine-color-${colour}-2))`}
      {...props}
    >
      {children}
    </Badge>
  );
}
