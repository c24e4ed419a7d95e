import { Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { type Batch } from '../../batches/overview';
import { formatNumber } from '../../ui/numbers';
import { SheetDialog } from './sheet-dialog';
import { SheetGrid } from './sheet-grid';
import { type SheetStatus } from './sheets';
import { useOmrTexts } from './texts';

/** The sheets of a batch: which of them, how they are shown, and the one that is looked at. */
export function SheetBrowser({ batch }: { batch: Batch }) {
  const t = useOmrTexts();
  const [status, setStatus] = useState<SheetStatus | null>(null);
  const [isTable, setIsTable] = useState(false);
  const [search, setSearch] = useSearchParams();
  const { done, failed } = batch;
  const total = batch.total ?? 0;
  const counts = { all: total, failed, processed: done, pending: Math.max(0, total - done - failed) };
  const opened = Number(search.get('sheet') ?? 0);
  const open = (index: number): void =>
    setSearch(index === 0 ? {} : { sheet: String(index) }, { replace: opened !== 0 });
  const choices = [
    { value: 'all', label: t('all', { count: formatNumber(counts.all) }) },
    { value: 'failed', label: t('failedOnes', { count: formatNumber(counts.failed) }) },
    { value: 'processed', label: t('processedOnes', { count: formatNumber(counts.processed) }) },
    { value: 'pending', label: t('pendingOnes', { count: formatNumber(counts.pending) }) },
  ];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('sheets')}
        </Title>
        <Group gap="sm">
          <Select
            aria-label={t('filter')}
            data={choices}
            value={status ?? 'all'}
            onChange={(value) => setStatus(value === null || value === 'all' ? null : (value as SheetStatus))}
            allowDeselect={false}
            w={190}
          />
          <SegmentedControl
            aria-label={t('view')}
            data={[
              { value: 'grid', label: t('grid') },
              { value: 'table', label: t('table') },
            ]}
            value={isTable ? 'table' : 'grid'}
            onChange={(value) => setIsTable(value === 'table')}
          />
        </Group>
      </Group>
      {total === 0 ? (
        <Text c="dimmed">{t(batch.total === null ? 'notOpened' : 'noSheets')}</Text>
      ) : counts[status ?? 'all'] === 0 ? (
        <Text c="dimmed">{t('noSheets')}</Text>
      ) : (
        <SheetGrid
          key={`${status} ${isTable}`}
          batchId={batch.id}
          status={status}
          count={counts[status ?? 'all']}
          isTable={isTable}
          onOpen={open}
        />
      )}
      {opened > 0 && <SheetDialog batchId={batch.id} index={opened} total={total} onMove={open} />}
    </Stack>
  );
}
