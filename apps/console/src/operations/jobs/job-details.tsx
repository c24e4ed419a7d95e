import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useUser } from '../../app/user';
import { ConfirmButton } from '../../ui/confirm-button';
import { Facts, Id } from '../facts';
import { Moment } from '../moment';
import { addressOfBatch } from './address-of-batch';
import { type Job, JOBS_KEY, retryBatch } from './read-jobs';
import { useJobsTexts } from './texts';

interface JobDetailsProps {
  job: Job;
  onTold(text: string): void;
  onBatch(batchId: string): void;
}

/** All that is known of a job, and what can be done with its batch. */
export function JobDetails({ job, onTold, onBatch }: JobDetailsProps) {
  const t = useJobsTexts();
  const user = useUser();
  const queries = useQueryClient();
  const address = addressOfBatch(job, user.tenant_id);
  const hasFailed = job.state === 'failed' || job.given_up !== null;
  return (
    <Stack gap="sm">
      {job.error !== null && (
        <Code block fz="xs" style={{ whiteSpace: 'pre-wrap' }}>
          {job.error}
        </Code>
      )}
      {hasFailed && job.error === null && job.tenant_id !== user.tenant_id && (
        <Text size="xs">{t('otherTenant')}</Text>
      )}
      <Group align="flex-start" gap="xl">
        <Facts
          facts={[
            [t('jobId'), <Id>{job.id}</Id>],
            [t('batch'), <Id>{job.batch_id}</Id>],
            [t('owner'), <Id>{job.owner_id}</Id>],
            [t('tenant'), <Id>{job.tenant_id}</Id>],
            [t('requestId'), <Id>{job.request_id}</Id>],
            [t('tries'), `${job.attempts} / ${job.crashes}`],
            [t('handed'), t('times', { count: job.epoch })],
          ]}
        />
        <Facts
          facts={[
            [t('created'), timeOf(job.created_at)],
            [t('runAfter'), timeOf(job.run_after)],
            [t('admittedAt'), timeOf(job.admitted_at)],
            [t('startedAt'), timeOf(job.started_at)],
            [t('leaseUntil'), timeOf(job.lease_until)],
            [t('finishedAt'), timeOf(job.finished_at)],
          ]}
        />
      </Group>
      <Group gap="xs">
        {address !== undefined && (
          <Button component={Link} href={address} variant="default" size="compact-sm">
            {t('toBatch')}
          </Button>
        )}
        <Button variant="default" size="compact-sm" onClick={() => onBatch(job.batch_id)}>
          {t('onlyBatch')}
        </Button>
        {hasFailed && (
          <ConfirmButton
            size="compact-sm"
            color="indigo"
            variant="light"
            question={t('retryAsk', { id: job.batch_id })}
            action={async () => {
              const { parts } = await retryBatch(job.batch_id);
              onTold(parts === 0 ? t('retriedUnknown') : t('retried', { count: parts }));
              await queries.invalidateQueries({ queryKey: JOBS_KEY });
            }}
          >
            {t('retry')}
          </ConfirmButton>
        )}
      </Group>
    </Stack>
  );
}

function timeOf(moment: string | null) {
  return moment === null ? null : <Moment at={moment} />;
}
