import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useUser } from '../../app/user';
import { ConfirmButton } from '../../ui/confirm-button';
import { openReport, saveFile } from '../../ui/save-file';
import { useBatchTexts } from '../texts';
import { cancelJob, deleteJob, hasEnded, type Job, mayWrite, retryJob } from './job';
import { useMigrationTexts } from './texts';

/** What can be done with a job as a whole. */
export function MigrationActions({ job }: { job: Job }) {
  const t = useBatchTexts();
  const own = useMigrationTexts();
  const [, go] = useLocation();
  const isWriter = mayWrite(useUser());
  const { id, file_name: name, status } = job;
  const path = `/api/v1/onboarding/migration/${id}`;
  // What has failed as a whole is retried as its next step.
  const canRetry = status === 'completed' && job.invalid_rows > 0;
  return (
    <>
      {isWriter && canRetry && <ConfirmButton action={() => retryJob(id)}>{t('retry')}</ConfirmButton>}
      <ConfirmButton
        leftSection={<IconDownload size={16} aria-hidden />}
        action={() => saveFile(`${path}/file`, name)}
      >
        {own('file')}
      </ConfirmButton>
      <ConfirmButton
        leftSection={<IconPrinter size={16} aria-hidden />}
        action={() => openReport(`${path}/report.html`)}
      >
        {t('report')}
      </ConfirmButton>
      {isWriter && !hasEnded(job) && (
        <ConfirmButton question={t('cancelAsk', { name })} action={() => cancelJob(id)}>
          {t('cancel')}
        </ConfirmButton>
      )}
      {isWriter && hasEnded(job) && (
        <ConfirmButton
          c="light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))"
          question={t('removeAsk', { name })}
          action={async () => {
            await deleteJob(id);
            go('/');
          }}
        >
          {t('remove')}
        </ConfirmButton>
      )}
    </>
  );
}
