import { Alert, Anchor, Stack, Stepper, Text } from '@mantine/core';
import { Link } from 'wouter';
import { useUser } from '../../app/user';
import { ErrorNote } from '../../ui/error-note';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { Corrections } from './corrections';
import { JobActions } from './job-actions';
import { type Job, useJob } from './jobs';
import { JobOutcome } from './job-outcome';
import { RowErrors } from './row-errors';
import { useMigrationTexts } from './texts';

/** An import of a CSV: what is known of its rows, and the next step. */
export default function MigrationPage(props: SystemPageProps) {
  const t = useMigrationTexts();
  const { id } = props.batch;
  const { role } = useUser();
  const mayMove = role === 'admin' || role === 'owner';
  const { data: job, error } = useJob(id);
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={job && mayMove && <JobActions job={job} name={props.batch.name} />} />
      {error && <ErrorNote error={error} />}
      {job && (
        <>
          {job.parent_job_id !== null && (
            <Text size="sm">
              <Anchor component={Link} href={`/batches/migration/${job.parent_job_id}`}>
                {t('parent')}
              </Anchor>
            </Text>
          )}
          <Steps job={job} />
          {job.status === 'pending' && mayMove && (
            <Alert color="blue" title={t('nextStep')}>
              {t('pendingHint')}
            </Alert>
          )}
          <JobOutcome job={job} />
          {mayMove && job.invalid_rows + job.warning_count > 0 && <RowErrors job={job} />}
          {mayMove && job.invalid_rows > 0 && (job.status === 'completed' || job.status === 'failed') && (
            <Corrections job={job} />
          )}
        </>
      )}
    </Stack>
  );
}

/** How far on its way an import is. */
function Steps({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const isValidated = job.validation !== null;
  const reached = job.status === 'rolled_back' ? 4 : job.status === 'completed' ? 3 : isValidated ? 2 : 1;
  return (
    <Stepper active={reached} size="sm" allowNextStepsSelect={false}>
      <Stepper.Step label={t('taken')} description={t(job.import_type)} />
      <Stepper.Step label={t('validated')} loading={job.status === 'validating'} />
      <Stepper.Step label={t('imported')} loading={job.status === 'importing'} />
      {job.status === 'rolled_back' && <Stepper.Step label={t('takenBack')} />}
    </Stepper>
  );
}
