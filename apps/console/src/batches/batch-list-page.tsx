import { Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconUpload } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { ErrorNote } from '../ui/error-note';
import { BatchFilters } from './batch-filters';
import { BatchRows } from './batch-rows';
import { useBatchesTexts } from './texts';
import { useBatches } from './use-batches';
import { isFiltered, useFilter } from './use-filter';

const TYPING_MS = 250;

/** All batches that the reader may see, of all systems. */
export function BatchListPage() {
  const t = useBatchesTexts();
  const [shown, setFilter] = useFilter();
  const [q] = useDebouncedValue(shown.q, TYPING_MS);
  const { system, state, isMine } = shown;
  const filter = useMemo(() => ({ system, state, isMine, q: q.trim() }), [system, state, isMine, q]);
  const batches = useBatches(filter);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Button component={Link} href="/upload" leftSection={<IconUpload size={16} aria-hidden />}>
          {t('upload')}
        </Button>
      </Group>
      <BatchFilters filter={shown} onChange={setFilter} />
      {batches.error && <ErrorNote error={batches.error} onRetry={() => void batches.refetch()} />}
      {batches.isPending && !batches.error && (
        <Center py="xl">
          <Loader />
        </Center>
      )}
      {batches.isSuccess && batches.rows.length === 0 && (
        <Stack align="center" py="xl" gap="xs">
          <Text fw={600}>{t(isFiltered(filter) ? 'noMatch' : 'none')}</Text>
          <Text c="dimmed" ta="center">
            {t(isFiltered(filter) ? 'noMatchHint' : 'noneHint')}
          </Text>
          {isFiltered(filter) && (
            <Button
              variant="default"
              onClick={() => setFilter({ system: null, state: null, q: '', isMine: false })}
            >
              {t('clear')}
            </Button>
          )}
        </Stack>
      )}
      {batches.rows.length > 0 && (
        <BatchRows
          rows={batches.rows}
          hasMore={batches.hasNextPage}
          isLoadingMore={batches.isFetchingNextPage}
          onNearEnd={() => void batches.fetchNextPage()}
        />
      )}
    </Stack>
  );
}
