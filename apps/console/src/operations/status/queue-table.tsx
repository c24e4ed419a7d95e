import { Anchor, Stack, Table, Title } from '@mantine/core';
import { Link } from 'wouter';
import { formatDuration, formatNumber } from '../../ui/numbers';
import { Alarming } from '../alarming';
import { addressOfJobs, type JobFilter } from '../jobs/job-filter';
import { Mark } from '../../ui/mark';
import { WideTable } from '../wide-table';
import { isLongWait } from './alarms';
import { useStatusTexts } from './texts';
import { type QueueStatus } from './use-status';

const MIN_WIDTH_PX = 760;

/** How much waits and runs, of each system. A number leads to the jobs it counts. */
export function QueueTable({ queues }: { queues: QueueStatus[] }) {
  const t = useStatusTexts();
  const columns = [
    t('queue'),
    t('waiting'),
    t('delayed'),
    t('admitted'),
    t('running'),
    t('oldestWaiting'),
    t('failedLastHour'),
    t('poisonLastHour'),
    t('state'),
  ];
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">
        {t('queues')}
      </Title>
      <WideTable label={t('queues')} minWidth={MIN_WIDTH_PX} columns={columns}>
        {queues.map((queue) => (
          <QueueRow key={queue.queue} queue={queue} />
        ))}
      </WideTable>
    </Stack>
  );
}

function QueueRow({ queue }: { queue: QueueStatus }) {
  const t = useStatusTexts();
  const { queue: name, waiting, delayed, admitted, running, oldest_waiting_seconds: oldest } = queue;
  const { failed_last_hour: failed, poison_last_hour: poison } = queue;
  return (
    <Table.Tr className="numbers">
      <Table.Th scope="row" fw={600}>
        {name}
      </Table.Th>
      <Table.Td>
        <Count of={waiting} jobs={{ queue: name, state: 'waiting' }} />
      </Table.Td>
      <Table.Td>{formatNumber(delayed)}</Table.Td>
      <Table.Td>
        <Count of={admitted} jobs={{ queue: name, state: 'admitted' }} />
      </Table.Td>
      <Table.Td>
        <Count of={running} jobs={{ queue: name, state: 'running' }} />
      </Table.Td>
      <Table.Td>
        <Alarming isBad={isLongWait(queue)}>{oldest === null ? '–' : formatDuration(oldest)}</Alarming>
      </Table.Td>
      <Table.Td>
        <Alarming isBad={failed > 0}>
          <Count of={failed} jobs={{ queue: name, state: 'failed' }} />
        </Alarming>
      </Table.Td>
      <Table.Td>
        <Alarming isBad={poison > 0}>
          <Count of={poison} jobs={{ queue: name, state: 'failed', poison: true }} />
        </Alarming>
      </Table.Td>
      <Table.Td>{queue.drained ? <Mark colour="orange">{t('drained')}</Mark> : t('open')}</Table.Td>
    </Table.Tr>
  );
}

function Count({ of: count, jobs }: { of: number; jobs: Partial<JobFilter> }) {
  if (count === 0) return formatNumber(count);
  return (
    <Anchor component={Link} href={addressOfJobs(jobs)} inherit c="inherit" underline="always">
      {formatNumber(count)}
    </Anchor>
  );
}
