import { Anchor, Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useUser } from '../../app/user';
import { ConfirmButton } from '../../ui/confirm-button';
import { BAD_COLOUR } from '../alarming';
import { ExpandableRow } from '../expandable-row';
import { Mark } from '../../ui/mark';
import { Moment } from '../moment';
import { JobDetails } from './job-details';
import { type JobState } from './job-filter';
import { addressOfBatch } from './address-of-batch';
import { canBeRequeued, type Job, JOBS_KEY, requeueJob } from './read-jobs';
import { useJobsTexts } from './texts';

const CELLS = 7;
const SHORT_ID = 8;
const COLOURS: Readonly<Record<string, string>> = {
  waiting: 'gray',
  admitted: 'cyan',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'gray',
};

interface JobRowProps {
  job: Job;
  /** What became of an action, to be said. */
  onTold(text: string): void;
  onBatch(batchId: string): void;
}

export function JobRow({ job, onTold, onBatch }: JobRowProps) {
  const user = useUser();
  const address = addressOfBatch(job, user.tenant_id);
  const shortId = `…${job.batch_id.slice(-SHORT_ID)}`;
  return (
    <ExpandableRow
      name={`${job.name} ${job.id.slice(-SHORT_ID)}`}
      cells={CELLS}
      details={<JobDetails job={job} onTold={onTold} onBatch={onBatch} />}
    >
      <Table.Td>
        <JobStates job={job} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {job.name}
        </Text>
      </Table.Td>
      <Table.Td title={job.batch_id} style={{ whiteSpace: 'nowrap' }}>
        {address === undefined ? (
          shortId
        ) : (
          <Anchor component={Link} href={address} size="sm" underline="always">
            {shortId}
          </Anchor>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{job.worker_id ?? '–'}</Table.Td>
      <Table.Td>
        <Moment at={sinceOf(job)} isAge />
      </Table.Td>
      <Table.Td w="40%" maw={0}>
        {job.error !== null && (
          <Text size="sm" truncate title={job.error} c={BAD_COLOUR}>
            {job.error}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{canBeRequeued(job) && <RequeueButton job={job} onTold={onTold} />}</Table.Td>
    </ExpandableRow>
  );
}

function JobStates({ job: { state, given_up } }: { job: Job }) {
  const t = useJobsTexts();
  return (
    <Group gap={4} wrap="nowrap">
      <Mark colour={COLOURS[state] ?? 'gray'}>{t(state as JobState)}</Mark>
      {given_up === 'poison' && (
        <Badge color="red.9" variant="filled" tt="none" miw="max-content">
          {t('poisonMark')}
        </Badge>
      )}
      {given_up === 'failed' && state !== 'failed' && <Mark colour="red">{t('givenUpPart')}</Mark>}
    </Group>
  );
}

function RequeueButton({ job, onTold }: Pick<JobRowProps, 'job' | 'onTold'>) {
  const t = useJobsTexts();
  const queries = useQueryClient();
  const hasEnded = job.finished_at !== null;
  const state = t(job.state as JobState);
  const question = (
    <Stack gap="xs">
      <Text>{t('requeueAsk', { name: job.name })}</Text>
      <Text size="sm">{hasEnded ? t('requeueAskFailed') : t('requeueAskBusy', { state })}</Text>
    </Stack>
  );
  return (
    <ConfirmButton
      size="compact-xs"
      color="indigo"
      variant="light"
      aria-label={`${t('requeue')}: ${job.name} ${job.id.slice(-SHORT_ID)}`}
      question={question}
      action={async () => {
        const { outcome, parts } = await requeueJob(job.id);
        onTold(
          outcome === 'requeued'
            ? t('requeued')
            : parts === 0
              ? t('retriedUnknown')
              : t('retried', { count: parts }),
        );
        await queries.invalidateQueries({ queryKey: JOBS_KEY });
      }}
    >
      {t('requeue')}
    </ConfirmButton>
  );
}

/** Since when it is in its state. */
function sinceOf({ state, created_at, admitted_at, started_at, finished_at }: Job): string {
  const moment = state === 'admitted' ? admitted_at : state === 'running' ? started_at : finished_at;
  return moment ?? created_at ?? new Date().toISOString();
}
