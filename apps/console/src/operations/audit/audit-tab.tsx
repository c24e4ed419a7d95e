import { Button, Center, Code, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { useTenants } from '../accounts/read-accounts';
import { ExpandableRow } from '../expandable-row';
import { Facts, Id } from '../facts';
import { Moment } from '../moment';
import { Pager } from '../pager';
import { useOperationsTexts } from '../texts';
import { usePages } from '../use-pages';
import { WideTable } from '../wide-table';
import { AuditFilters } from './audit-filters';
import { type AuditEvent, type AuditFilter, NO_AUDIT_FILTER, readAudit } from './read-audit';
import { useAuditTexts } from './texts';

const LIVE_MS = 10_000;
const TYPING_MS = 350;
const MIN_WIDTH_PX = 820;
const CELLS = 6;
const SHORT_ID = 8;

/** Who did what, when, from where. Filters stay out of the address: they may name people. */
export function AuditTab({ isOperator }: { isOperator: boolean }) {
  const t = useAuditTexts();
  const operations = useOperationsTexts();
  const [shown, setFilter] = useState<AuditFilter>(NO_AUDIT_FILTER);
  const [filter] = useDebouncedValue(shown, TYPING_MS);
  const pages = usePages(filter);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['operations', 'audit', filter, pages.cursor],
    queryFn: ({ signal }) => readAudit(filter, pages.cursor, signal),
    placeholderData: keepPreviousData,
    refetchInterval: pages.cursor === undefined ? LIVE_MS : false,
  });
  const tenants = useTenants();
  const names = new Map((tenants.data ?? []).map(({ id, name }) => [id, name]));
  const events = data?.events ?? [];
  const next = data?.next_cursor;
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(NO_AUDIT_FILTER);
  const columns = ['', t('time'), t('who'), t('action'), t('subject'), t('tenant'), t('address')];
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        {t('title')}
      </Title>
      <AuditFilters filter={shown} tenants={isOperator ? (tenants.data ?? []) : []} onChange={setFilter} />
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && !error && (
        <Center py="xl">
          <Loader />
        </Center>
      )}
      {data && events.length === 0 && !error && (
        <Stack align="center" py="xl" gap="xs">
          <Text fw={600}>{t(isFiltered ? 'noMatch' : 'none')}</Text>
          {isFiltered && (
            <Button variant="default" onClick={() => setFilter(NO_AUDIT_FILTER)}>
              {operations('clear')}
            </Button>
          )}
        </Stack>
      )}
      {events.length > 0 && !error && (
        <WideTable label={t('title')} minWidth={MIN_WIDTH_PX} columns={columns}>
          {events.map((event) => (
            <AuditRow key={event.id} event={event} tenant={names.get(event.tenant_id ?? '')} />
          ))}
        </WideTable>
      )}
      <Pager
        number={pages.number}
        onNewer={pages.cursor === undefined ? undefined : pages.toNewer}
        onOlder={next ? () => pages.toOlder(next) : undefined}
      />
    </Stack>
  );
}

function AuditRow({ event, tenant }: { event: AuditEvent; tenant: string | undefined }) {
  const { action, actor_name, at, address, subject_type, subject_id, tenant_id } = event;
  const shortId = subject_id === null ? '' : ` …${subject_id.slice(-SHORT_ID)}`;
  return (
    <ExpandableRow
      name={`${action} ${at}`}
      cells={CELLS}
      details={<AuditDetails event={event} tenant={tenant} />}
    >
      <Table.Td>
        <Moment at={at} />
      </Table.Td>
      <Table.Td>{actor_name ?? '–'}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{action}</Table.Td>
      <Table.Td title={subject_id ?? undefined} style={{ whiteSpace: 'nowrap' }}>
        {subject_type === null ? '–' : `${subject_type}${shortId}`}
      </Table.Td>
      <Table.Td>{tenant ?? (tenant_id === null ? '–' : `…${tenant_id.slice(-SHORT_ID)}`)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{address ?? '–'}</Table.Td>
    </ExpandableRow>
  );
}

function AuditDetails({ event, tenant }: { event: AuditEvent; tenant: string | undefined }) {
  const t = useAuditTexts();
  const { id, actor_id, subject_id, request_id, tenant_id, details } = event;
  return (
    <Stack gap="sm">
      <Facts
        facts={[
          [t('eventId'), <Id>{id}</Id>],
          [t('actorId'), <Id>{actor_id}</Id>],
          [t('subjectId'), <Id>{subject_id}</Id>],
          [t('requestId'), <Id>{request_id}</Id>],
          [t('tenant'), tenant ?? <Id>{tenant_id}</Id>],
        ]}
      />
      {details === null && <Text size="xs">{t('noDetails')}</Text>}
      {details !== null && Object.keys(details).length > 0 && (
        <Code block fz="xs" style={{ whiteSpace: 'pre-wrap' }}>
          {JSON.stringify(details, null, 2)}
        </Code>
      )}
    </Stack>
  );
}
