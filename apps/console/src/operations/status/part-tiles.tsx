import { Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { formatNumber } from '../../ui/numbers';
import { BAD_COLOUR, GOOD_COLOUR } from '../alarming';
import { useStatusTexts } from './texts';
import { type Status } from './use-status';

interface Part {
  name: string;
  value: string;
  /** Neither where it is nothing that can be well or not. */
  isWell?: boolean;
}

/** What the service stands on. */
export function PartTiles({ status }: { status: Status }) {
  const t = useStatusTexts();
  const reached = (name: string, state: 'ok' | 'away'): Part => ({
    name,
    value: t(state),
    isWell: state === 'ok',
  });
  const { migrations, leader, chain } = status;
  const pending = migrations.pending.length;
  const parts: Part[] = [
    reached('Postgres', status.postgres),
    reached('Redis', status.redis),
    reached(t('storage'), status.storage),
    { name: t('chain'), value: t(chain === 'configured' ? 'chainOn' : 'chainOff') },
    {
      name: t('migrations'),
      value:
        pending > 0
          ? t('pending', { count: pending })
          : migrations.unknown > 0
            ? t('unknown', { count: migrations.unknown })
            : t('applied', { count: formatNumber(migrations.applied) }),
      isWell: pending === 0 && migrations.unknown === 0,
    },
    { name: t('version'), value: status.version },
    { name: t('leader'), value: leader ?? t('noLeader'), isWell: leader !== null },
  ];
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 7 }} spacing="sm" component="section" aria-label={t('parts')}>
      {parts.map((part) => (
        <Tile key={part.name} {...part} />
      ))}
    </SimpleGrid>
  );
}

function Tile({ name, value, isWell }: Part) {
  const Icon = isWell ? IconCircleCheck : IconAlertTriangle;
  const colour = isWell === false ? BAD_COLOUR : GOOD_COLOUR;
  return (
    <Paper withBorder p="sm" component="dl" m={0}>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Group component="dd" gap={6} m={0} wrap="nowrap">
        {isWell !== undefined && <Icon size={16} aria-hidden style={{ color: colour, flexShrink: 0 }} />}
        <Text span fw={600} size="sm" c={isWell === false ? BAD_COLOUR : 'inherit'} lh={1.3}>
          {value}
        </Text>
      </Group>
    </Paper>
  );
}
