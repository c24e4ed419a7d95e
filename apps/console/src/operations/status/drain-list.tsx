import { Group, Stack, Table, Text, Title } from '@mantine/core';
import { dataOf } from '@sluice/client';
import { useQueryClient } from '@tanstack/react-query';
import { client } from '../../app/session';
import { ConfirmButton } from '../../ui/confirm-button';
import { Moment } from '../moment';
import { WideTable } from '../wide-table';
import { DrainButton } from './drain-button';
import { useStatusTexts } from './texts';
import { type Drain, type Status, STATUS_KEY } from './use-status';

const MIN_WIDTH_PX = 820;

/** What is held back, by whom and why. */
export function DrainList({ status }: { status: Status }) {
  const t = useStatusTexts();
  const { drains } = status;
  const columns = [
    t('heldBack'),
    t('by'),
    t('since'),
    t('until'),
    t('reason'),
    t('runningJobs'),
    t('action'),
  ];
  return (
    <Stack gap="xs" component="section">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('drains')}
        </Title>
        <DrainButton status={status} />
      </Group>
      {drains.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('noDrains')}
        </Text>
      ) : (
        <WideTable label={t('drains')} minWidth={MIN_WIDTH_PX} columns={columns}>
          {drains.map((drain) => (
            <DrainRow key={drain.id} drain={drain} />
          ))}
        </WideTable>
      )}
    </Stack>
  );
}

function DrainRow({ drain }: { drain: Drain }) {
  const t = useStatusTexts();
  const queries = useQueryClient();
  const { scope, target, created_by, created_at, until, reason, hand_back } = drain;
  const name =
    scope === 'all' ? t('everything') : t(scope === 'queue' ? 'ofQueue' : 'ofWorker', { name: target ?? '' });
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {name}
      </Table.Th>
      <Table.Td>{created_by ?? '–'}</Table.Td>
      <Table.Td>
        <Moment at={created_at} />
      </Table.Td>
      <Table.Td>{until === null ? t('untilEnded') : <Moment at={until} />}</Table.Td>
      <Table.Td>{reason ?? '–'}</Table.Td>
      <Table.Td>{t(hand_back ? 'handedBack' : 'finished')}</Table.Td>
      <Table.Td>
        <ConfirmButton
          size="compact-sm"
          color="indigo"
          variant="light"
          aria-label={`${t('resume')}: ${name}`}
          question={scope === 'all' ? t('resumeAllAsk') : t('resumeAsk', { name })}
          action={async () => {
            await resume(drain);
            await queries.invalidateQueries({ queryKey: STATUS_KEY });
          }}
        >
          {t('resume')}
        </ConfirmButton>
      </Table.Td>
    </Table.Tr>
  );
}

function resume({ scope, target }: Drain) {
  const body =
    scope === 'all'
      ? { all: true as const }
      : scope === 'queue'
        ? { queue: target as 'omr' }
        : { worker: target ?? '' };
  return dataOf(client.http.POST('/api/ops/resume', { body }));
}
