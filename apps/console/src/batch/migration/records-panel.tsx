import { Loader, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type CSSProperties, useCallback, useState } from 'react';
import { useImportFields } from '../../migration/import-fields';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { VirtualList } from '../../ui/virtual-list';
import { type Job } from './job';
import classes from './migration.module.css';
import { recordFields, useRecords } from './records';
import { useRowTexts } from './row-texts';

const ROW_HEIGHT = 40;
const TYPING_MS = 300;

/** The records that came of a job. */
export function RecordsPanel({ job }: { job: Job }) {
  const t = useRowTexts();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), TYPING_MS);
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useRecords(
    job,
    q,
  );
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const labels = new Map(useImportFields(job.import_type).map(({ name, label }) => [name, label]));
  const fields = recordFields(job.import_type);
  const records = (data?.pages ?? []).flatMap(
    (page) => page.data as Record<string, string | number | null>[],
  );
  const style = { '--record-columns': fields.length } as CSSProperties;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('records')}
      </Title>
      <TextInput
        label={t('search')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        leftSection={<IconSearch size={16} aria-hidden />}
        maw={320}
      />
      <Text size="sm" c="dimmed" role="status">
        {data?.pages[0] && t('recordCount', { count: formatNumber(data.pages[0].total) })}
      </Text>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {isPending && <Loader size="sm" />}
      {data && records.length === 0 && <Text c="dimmed">{t('noRecords')}</Text>}
      {records.length > 0 && (
        <VirtualList
          label={t('records')}
          count={records.length}
          rowHeight={ROW_HEIGHT}
          minWidth="50rem"
          onEnd={readOn}
          header={
            <div className={`${classes['record']} ${classes['recordHeader']}`} style={style} aria-hidden>
              <span />
              {fields.map((name) => (
                <Text key={name} size="sm" fw={600}>
                  {labels.get(name)}
                </Text>
              ))}
            </div>
          }
          row={(index) => {
            const record = records[index] ?? {};
            return (
              <div className={classes['record']} style={style}>
                <Text size="sm" c="dimmed" className="numbers">
                  {t('row', { row: formatNumber(Number(record['row_number'])) })}
                </Text>
                {fields.map((name) => (
                  <Text key={name} size="sm" className="numbers">
                    {valueOf(record[name])}
                  </Text>
                ))}
              </div>
            );
          }}
        />
      )}
    </Stack>
  );
}

function valueOf(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'number' ? formatNumber(value) : value;
}
