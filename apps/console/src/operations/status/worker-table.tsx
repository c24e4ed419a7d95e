import { Anchor, Group, Stack, Table, Text, Title } from '@mantine/core';
import { Link } from 'wouter';
import { formatDuration, formatNumber } from '../../ui/numbers';
import { Alarming } from '../alarming';
import { addressOfJobs } from '../jobs/job-filter';
import { Moment } from '../moment';
import { Mark } from '../../ui/mark';
import { WideTable } from '../wide-table';
import { isSilent } from './alarms';
import { useStatusTexts } from './texts';
import { type WorkerStatus } from './use-status';

const MIN_WIDTH_PX = 820;

/** The processes that do the work. */
export function WorkerTable({ workers }: { workers: WorkerStatus[] }) {
  const t = useStatusTexts();
  const columns = [
    t('worker'),
    t('host'),
    t('version'),
    t('queues'),
    t('runningOf'),
    t('started'),
    t('seen'),
    t('state'),
  ];
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">
        {t('workers')}
      </Title>
      {workers.length === 0 ? (
        <Text>{t('alarmNoWorkers')}</Text>
      ) : (
        <WideTable label={t('workers')} minWidth={MIN_WIDTH_PX} columns={columns}>
          {workers.map((worker) => (
            <WorkerRow key={worker.id} worker={worker} />
          ))}
        </WideTable>
      )}
    </Stack>
  );
}

function WorkerRow({ worker }: { worker: WorkerStatus }) {
  const t = useStatusTexts();
  const { id, host, version, queues, running, concurrency } = worker;
  return (
    <Table.Tr className="numbers">
      <Table.Th scope="row" fw={600}>
        <Anchor component={Link} href={addressOfJobs({ worker: id })} inherit c="inherit" underline="always">
          {id}
        </Anchor>
      </Table.Th>
      <Table.Td>{host ?? '–'}</Table.Td>
      <Table.Td>{version ?? '–'}</Table.Td>
      <Table.Td>{queues.join(', ')}</Table.Td>
      <Table.Td>
        {formatNumber(running)} / {t('perQueue', { count: concurrency })}
      </Table.Td>
      <Table.Td>
        <Moment at={worker.started_at} isAge />
      </Table.Td>
      <Table.Td>
        <Alarming isBad={isSilent(worker)}>
          {t('ago', { duration: formatDuration(worker.seen_seconds_ago) })}
        </Alarming>
      </Table.Td>
      <Table.Td>
        <Group gap={4}>
          {isSilent(worker) && <Alarming isBad>{t('silent')}</Alarming>}
          {worker.leader && <Mark colour="indigo">{t('leader')}</Mark>}
          {worker.draining && <Mark colour="orange">{t('draining')}</Mark>}
          {!isSilent(worker) && !worker.leader && !worker.draining && t('atWork')}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
