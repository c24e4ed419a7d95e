import { Anchor, Checkbox, Group, Loader, Stack, Table, Text, Title } from '@mantine/core';
import { dataOf, idempotencyKey } from '@sluice/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { type User, useUser } from '../../app/user';
import { isActive } from '../../batches/overview';
import { Changes } from '../../contents/changes';
import { stxOf } from '../../contents/stx';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { ReportButton } from '../report-button';
import { useBatchTexts } from '../texts';
import { batchKey } from '../use-live-batch';
import classes from './content-page.module.css';
import { useContentBatchTexts } from './texts';

async function readContentBatch(id: string) {
  const batch = await dataOf(client.http.GET('/api/batches/{id}', { params: { path: { id } } }));
  if (!('changes' in batch)) throw new Error('This is no batch of contents');
  return batch;
}

type ContentBatch = Awaited<ReturnType<typeof readContentBatch>>;

/** An operation on contents: what it sets, and what came of each of them, on the chain too. */
export default function ContentPage(props: SystemPageProps) {
  const t = useContentBatchTexts();
  const { id } = props.batch;
  const user = useUser();
  const { data, error } = useQuery({
    queryKey: [...batchKey('content', id), 'results'],
    queryFn: () => readContentBatch(id),
  });
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={data && mayMove(user, data) && <ContentActions {...props} />} />
      {error && <ErrorNote error={error} />}
      {!data && !error && <Loader />}
      {data && (
        <>
          <Group gap="xl">
            <Text size="sm" fw={600}>
              {whatOf(data, t)}
            </Text>
            {data.revertsId !== null && (
              <Anchor component={Link} href={`/batches/content/${data.revertsId}`} size="sm">
                {t('reverts')}
              </Anchor>
            )}
            {data.revertedBy !== null && (
              <Anchor component={Link} href={`/batches/content/${data.revertedBy}`} size="sm">
                {t('revertedBy')}
              </Anchor>
            )}
          </Group>
          <Results batch={data} />
        </>
      )}
    </Stack>
  );
}

/** Its creator, and admins: as the API has it. */
function mayMove(user: User, { creator }: ContentBatch): boolean {
  return user.role === 'admin' || user.creator_address === creator;
}

function whatOf(
  { operationType, parameters }: ContentBatch,
  t: ReturnType<typeof useContentBatchTexts>,
): string {
  const { newPrice } = parameters;
  return t(operationType, { value: newPrice === undefined ? '' : stxOf(newPrice) });
}

function Results({ batch: { results, changes } }: { batch: ContentBatch }) {
  const t = useContentBatchTexts();
  const changeOf = new Map(changes.map((change) => [change.contentId, change]));
  const [onlyFailed, setOnlyFailed] = useState(false);
  const shown = onlyFailed ? results.filter(({ success }) => !success) : results;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4" id="results">
          {t('results')}
        </Title>
        <Checkbox
          label={t('onlyFailed')}
          checked={onlyFailed}
          onChange={(event) => setOnlyFailed(event.currentTarget.checked)}
        />
      </Group>
      {shown.length === 0 ? (
        <Text c="dimmed">{t('none')}</Text>
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={760}
          tabIndex={0}
          role="region"
          aria-labelledby="results"
        >
          <Table striped withTableBorder fz="sm">
            <Table.Thead>
              <Table.Tr>
                {(['content', 'outcome', 'change', 'call'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(name)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((result, place) => (
                <ResultRow key={place} result={result} change={changeOf.get(result.contentId)} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

interface ResultRowProps {
  result: ContentBatch['results'][number];
  /** undefined where nothing was changed. */
  change: ContentBatch['changes'][number] | undefined;
}

function ResultRow({ result, change }: ResultRowProps) {
  const t = useContentBatchTexts();
  const { contentId, success, message, error, reason, txid } = result;
  return (
    <Table.Tr>
      <Table.Th scope="row">{contentId}</Table.Th>
      <Table.Td className={success ? '' : (classes['failed'] ?? '')}>
        {t(success ? 'succeeded' : 'failed')}
        <Text size="xs">{[message ?? error, reason].filter(Boolean).join(' – ')}</Text>
      </Table.Td>
      <Table.Td>{change ? <Changes before={change.before} after={change.after} /> : '–'}</Table.Td>
      <Table.Td className={classes['call'] ?? ''}>{txid ?? '–'}</Table.Td>
    </Table.Tr>
  );
}

function ContentActions({ batch }: SystemPageProps) {
  const t = useBatchTexts();
  const own = useContentBatchTexts();
  const [, go] = useLocation();
  const [key] = useState(idempotencyKey);
  const params = { path: { id: batch.id } };
  const changed = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: batchKey('content', batch.id) }),
      queries.invalidateQueries({ queryKey: ['batches'] }),
    ]);
  return (
    <>
      {isActive(batch) && (
        <ConfirmButton
          question={t('cancelAsk', { name: batch.name })}
          action={() => client.http.POST('/api/batches/{id}/cancel', { params }).then(changed)}
        >
          {t('cancel')}
        </ConfirmButton>
      )}
      {!isActive(batch) && (batch.failed > 0 || batch.state === 'cancelled' || batch.state === 'failed') && (
        <ConfirmButton
          variant="filled"
          action={() => client.http.POST('/api/batches/{id}/retry', { params }).then(changed)}
        >
          {t('retry')}
        </ConfirmButton>
      )}
      {!isActive(batch) && batch.done > 0 && (
        <ConfirmButton
          question={own('putBackAsk', { count: batch.done })}
          action={async () => {
            const header = { 'Idempotency-Key': key };
            const made = await dataOf(
              client.http.POST('/api/batches/{id}/revert', { params: { ...params, header } }),
            );
            go(`/batches/content/${made.batchId}`);
            await changed();
          }}
        >
          {own('putBack')}
        </ConfirmButton>
      )}
      <ReportButton path={`/api/batches/${batch.id}/report.html`} />
    </>
  );
}
