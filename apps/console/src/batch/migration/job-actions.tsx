import { Button, List, Loader, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { openReport, saveFile } from '../../ui/save-file';
import { useBatchTexts } from '../texts';
import { batchKey } from '../use-live-batch';
import { type Job, JOBS, moveJob, previewRollback, removeJob } from './jobs';
import { useMigrationTexts } from './texts';

/** What may be done with an import as it is now; the next step first. */
export function JobActions({ job, name }: { job: Job; name: string }) {
  const t = useMigrationTexts();
  const batch = useBatchTexts();
  const [, go] = useLocation();
  const { id, status } = job;
  const isRunning = status === 'validating' || status === 'importing';
  const icon = <IconDownload size={16} aria-hidden />;
  return (
    <>
      {status === 'pending' && (
        <>
          <ConfirmButton
            variant={job.validation === null ? 'filled' : 'default'}
            action={() => moveJob(id, 'validate')}
          >
            {t('validate')}
          </ConfirmButton>
          <ConfirmButton
            variant={job.validation === null ? 'default' : 'filled'}
            action={() => moveJob(id, 'start')}
          >
            {t('import')}
          </ConfirmButton>
        </>
      )}
      {isRunning && (
        <ConfirmButton question={batch('cancelAsk', { name })} action={() => moveJob(id, 'cancel')}>
          {batch('cancel')}
        </ConfirmButton>
      )}
      {status === 'failed' && (
        <ConfirmButton variant="filled" action={() => moveJob(id, 'retry')}>
          {batch('retry')}
        </ConfirmButton>
      )}
      {job.imported_rows > 0 && !isRunning && status !== 'rolled_back' && (
        <ConfirmButton question={<RollbackPreview id={id} />} action={() => moveJob(id, 'rollback')}>
          {t('rollback')}
        </ConfirmButton>
      )}
      {job.invalid_rows > 0 && !isRunning && (
        <>
          <ConfirmButton
            leftSection={icon}
            action={() => saveFile(`${JOBS}/${id}/errors`, `errors-${id}.csv`)}
          >
            {t('errorsCsv')}
          </ConfirmButton>
          <ConfirmButton
            leftSection={icon}
            action={() => saveFile(`${JOBS}/${id}/failed-rows.csv`, `failed-rows-${id}.csv`)}
          >
            {t('failedRows')}
          </ConfirmButton>
        </>
      )}
      <ConfirmButton leftSection={icon} action={() => saveFile(`${JOBS}/${id}/file`, job.file_name)}>
        {t('file')}
      </ConfirmButton>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPrinter size={16} aria-hidden />}
        onClick={() => void openReport(`${JOBS}/${id}/report.html`)}
      >
        {batch('report')}
      </Button>
      {!isRunning && (
        <ConfirmButton
          c="light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))"
          question={batch('removeAsk', { name })}
          action={() => removeJob(id).then(() => go('/'))}
        >
          {batch('remove')}
        </ConfirmButton>
      )}
    </>
  );
}

/** What a rollback would take out and what it would leave, asked of the API before anybody says yes. */
function RollbackPreview({ id }: { id: string }) {
  const t = useMigrationTexts();
  const { data, error } = useQuery({
    queryKey: [...batchKey('migration', id), 'rollback-preview'],
    queryFn: () => previewRollback(id),
    gcTime: 0,
  });
  if (error) return <ErrorNote error={error} />;
  if (!data?.summary) return <Loader size="sm" />;
  const { removed, kept_changed: changed, kept_used: used } = data.summary;
  return (
    <Stack gap="xs">
      <Text>{t('rollbackAsk')}</Text>
      <List size="sm">
        <List.Item>{t('removed', { count: formatNumber(removed) })}</List.Item>
        {changed > 0 && <List.Item>{t('keptChanged', { count: formatNumber(changed) })}</List.Item>}
        {used > 0 && <List.Item>{t('keptUsed', { count: formatNumber(used) })}</List.Item>}
      </List>
    </Stack>
  );
}
