import { Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { Pager } from '../pager';
import { type Status } from '../status/use-status';
import { useOperationsTexts } from '../texts';
import { usePages } from '../use-pages';
import { WideTable } from '../wide-table';
import { isWholeId, type JobFilter, queryOf, useJobFilter } from './job-filter';
import { JobFilters } from './job-filters';
import { JobRow } from './job-row';
import { JOBS_KEY, readJobs } from './read-jobs';
import { RequeueMany } from './requeue-many';
import { useJobsTexts } from './texts';

const LIVE_MS = 5_000;
const TYPING_MS = 250;
const MIN_WIDTH_PX = 900;
const NO_FILTER: JobFilter = { state: null, queue: '', worker: '', batch: '', poison: false };

/** What was, is and will be done, as ids and numbers. */
export function JobsTab({ status }: { status: Status | undefined }) {
  const t = useJobsTexts();
  const operations = useOperationsTexts();
  const [shown, setFilter] = useJobFilter();
  const [key] = useDebouncedValue(JSON.stringify(shown), TYPING_MS);
  const filter = JSON.parse(key) as JobFilter;
  const isComplete = filter.batch.trim() === '' || isWholeId(filter.batch);
  const pages = usePages(filter);
  const [told, setTold] = useState('');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...JOBS_KEY, filter, pages.cursor],
    queryFn: ({ signal }) => readJobs(filter, pages.cursor, signal),
    enabled: isComplete,
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
  const next = data?.next_cursor;
  const jobs = data?.jobs ?? [];
  const isFiltered = Object.keys(queryOf(filter)).length > 0;
  const columns = ['', t('state'), t('job'), t('batch'), t('worker'), t('since'), t('error'), t('action')];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('title')}
        </Title>
        <RequeueMany filter={filter} isComplete={isComplete} />
      </Group>
      <JobFilters filter={shown} status={status} onChange={setFilter} />
      <Text size="sm" role="status" style={{ display: told === '' ? 'none' : undefined }}>
        {told}
      </Text>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && isComplete && !error && (
        <Center py="xl">
          <Loader />
        </Center>
      )}
      {data && jobs.length === 0 && (
        <Stack align="center" py="xl" gap="xs">
          <Text fw={600}>{t(isFiltered ? 'noMatch' : 'none')}</Text>
          <Text c="dimmed">{t('noneHint')}</Text>
          {isFiltered && (
            <Button variant="default" onClick={() => setFilter(NO_FILTER)}>
              {operations('clear')}
            </Button>
          )}
        </Stack>
      )}
      {jobs.length > 0 && (
        <WideTable label={t('title')} minWidth={MIN_WIDTH_PX} columns={columns}>
          {jobs.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              onTold={setTold}
              onBatch={(batch) => setFilter({ ...NO_FILTER, batch })}
            />
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
