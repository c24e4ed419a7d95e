import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { dataOf } from '@sluice/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { client } from '../../app/session';
import { ErrorNote } from '../../ui/error-note';
import { Figure } from '../../ui/figure';
import { formatNumber, formatTime } from '../../ui/numbers';
import { useUiTexts } from '../../ui/texts';
import { type Job, jobChanged, readJob } from './job';
import { useMigrationTexts } from './texts';

/** An import can be taken back for so long after its end. */
const WITHIN_MS = 24 * 3_600_000;
/** What takes longer than the API waits for is looked at again so often. */
const LOOK_MS = 2_000;

const askRollback = (id: string, preview: boolean) =>
  dataOf(
    client.http.POST('/api/v1/onboarding/migration/{id}/rollback', {
      params: { path: { id }, query: { preview } },
    }),
  );

/** Shows what would be taken back, then takes it back. */
export function RollbackButton({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const ui = useUiTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const until = Date.parse(job.completed_at ?? job.updated_at) + WITHIN_MS;
  const preview = useQuery({
    // Not one of the batch's: what was taken back has no preview any more.
    queryKey: ['rollback-preview', job.id],
    queryFn: () => askRollback(job.id, true),
    enabled: isOpen,
    gcTime: 0,
  });
  const taking = useMutation({
    async mutationFn() {
      let { summary } = await askRollback(job.id, false);
      while (summary === null) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        const { status } = await readJob(job.id);
        if (status === 'rolled_back') return;
        // Waits for the one under way; it is not begun twice.
        ({ summary } = await askRollback(job.id, false));
      }
    },
    onSuccess: close,
    onSettled: () => jobChanged(job.id),
  });
  if (Date.now() > until) return <Text size="sm">{t('rollbackLate')}</Text>;
  const summary = preview.data?.summary;
  return (
    <>
      <Button variant="default" onClick={open}>
        {t('rollback')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('rollbackUntil', { time: formatTime(new Date(until)) })}
      </Text>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('rollback')}
        centered
        closeButtonProps={{ 'aria-label': ui('close') }}
      >
        <Stack aria-live="polite">
          {preview.isPending && (
            <Group gap="xs">
              <Loader size="xs" />
              <Text size="sm">{t('rollbackReading')}</Text>
            </Group>
          )}
          {preview.error && <ErrorNote error={preview.error} onRetry={() => void preview.refetch()} />}
          {summary && (
            <>
              <Text size="sm">{t('rollbackWhat')}</Text>
              <Figure
                label={t('rollbackRemoved')}
                value={formatNumber(summary.removed)}
                isBad={summary.removed > 0}
              />
              {summary.kept_changed > 0 && (
                <Text size="sm">{t('keptChanged', { count: formatNumber(summary.kept_changed) })}</Text>
              )}
              {summary.kept_used > 0 && (
                <Text size="sm">{t('keptUsed', { count: formatNumber(summary.kept_used) })}</Text>
              )}
              {summary.removed === 0 && <Text size="sm">{t('rollbackNone')}</Text>}
            </>
          )}
          {taking.isPending && <Text size="sm">{t('rollbackSlow')}</Text>}
          {taking.error && <ErrorNote error={taking.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {ui('keep')}
            </Button>
            <Button
              color="red.8"
              disabled={!summary}
              loading={taking.isPending}
              onClick={() => taking.mutate()}
            >
              {t('rollbackConfirm', { count: summary ? formatNumber(summary.removed) : '…' })}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
