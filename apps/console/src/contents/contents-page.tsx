import { Alert, Button, Center, Checkbox, Group, Loader, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useState } from 'react';
import { Link } from 'wouter';
import { useUser } from '../app/user';
import { ErrorNote } from '../ui/error-note';
import { ContentTable } from './content-table';
import { MAX_OPERATION, useContents } from './contents';
import { OperationDialog, type OperationKind } from './operation-dialog';
import { useContentsTexts } from './texts';

const TYPING_MS = 300;

/** Contents of a creator, and what can be done with many of them at once. */
export default function ContentsPage() {
  const t = useContentsTexts();
  const user = useUser();
  const [address, setAddress] = useState(user.creator_address ?? '');
  const [creator] = useDebouncedValue(address.trim(), TYPING_MS);
  const [withRemoved, setWithRemoved] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [operation, setOperation] = useState<OperationKind | null>(null);
  const contents = useContents(creator, withRemoved);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = contents;
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const rows = contents.data?.pages.flat() ?? [];
  const hasNoAddress = user.role !== 'admin' && user.creator_address === null;
  const mayChange = user.role === 'admin' || (creator !== '' && user.creator_address === creator);
  const picked = rows.filter(({ contentId }) => chosen.has(contentId));
  const isTooMany = picked.length > MAX_OPERATION;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Button component={Link} href="/upload?system=content" variant="default">
          {t('upload')}
        </Button>
      </Group>
      <Group align="flex-end">
        <TextInput
          label={t('creator')}
          description={t('creatorHint')}
          value={address}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
            setChosen(new Set());
          }}
          flex="1 1 280px"
          maw={520}
        />
        <Checkbox
          label={t('removed')}
          checked={withRemoved}
          onChange={(event) => setWithRemoved(event.currentTarget.checked)}
          mb={8}
        />
      </Group>
      {creator === '' && <Text c="dimmed">{t('needCreator')}</Text>}
      {hasNoAddress && <Alert color="blue">{t('noAddress')}</Alert>}
      {contents.error && (
        <ErrorNote
          error={contents.error}
          onRetry={() => void (isFetchNextPageError ? fetchNextPage() : contents.refetch())}
        />
      )}
      {contents.isLoading && (
        <Center py="xl">
          <Loader />
        </Center>
      )}
      {contents.isSuccess && rows.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      {rows.length > 0 && !mayChange && !hasNoAddress && <Alert color="blue">{t('notYours')}</Alert>}
      {rows.length > 0 && mayChange && (
        <Group>
          <Text size="sm" aria-live="polite" miw={90}>
            {t('chosen', { count: picked.length })}
          </Text>
          {(['price', 'metadata', 'removal'] as const).map((kind) => (
            <Button
              key={kind}
              size="sm"
              variant={kind === 'price' ? 'filled' : 'default'}
              disabled={picked.length === 0 || isTooMany}
              onClick={() => setOperation(kind)}
            >
              {t(kind === 'price' ? 'changePrice' : kind === 'metadata' ? 'changeMetadata' : 'remove')}
            </Button>
          ))}
          {isTooMany && (
            <Text size="sm" c="dimmed">
              {t('most', { count: MAX_OPERATION })}
            </Text>
          )}
        </Group>
      )}
      {rows.length > 0 && (
        <ContentTable rows={rows} chosen={chosen} canChoose={mayChange} onChoose={setChosen} onEnd={readOn} />
      )}
      {rows.length > 0 && (
        <Group justify="space-between" mih={24}>
          <Text size="sm" c="dimmed">
            {mayChange && t('range')}
          </Text>
          {isFetchingNextPage && <Loader size="sm" />}
          {!hasNextPage && (
            <Text size="sm" c="dimmed">
              {t('end')}
            </Text>
          )}
        </Group>
      )}
      {operation && (
        <OperationDialog
          kind={operation}
          creator={creator}
          contents={picked}
          onClose={() => setOperation(null)}
        />
      )}
    </Stack>
  );
}
