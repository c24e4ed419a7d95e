import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useUser } from '../../app/user';
import { ConfirmButton } from '../../ui/confirm-button';
import { formatNumber } from '../../ui/numbers';
import { useBatchTexts } from '../texts';
import { type Job, mayWrite, retryJob, startJob, validateJob } from './job';
import classes from './migration.module.css';
import { RollbackButton } from './rollback-button';
import { useMigrationTexts } from './texts';

interface NextStepProps {
  job: Job;
  /** Columns have been changed, and neither used nor undone: until then nothing goes on. */
  isHeld: boolean;
  /** Leads to the failed rows. */
  onCorrect: () => void;
}

/** Where the import stands in words, and what to do next. */
export function NextStep({ job, isHeld, onCorrect }: NextStepProps) {
  const card = useRef<HTMLDivElement>(null);
  const { status } = job;
  const isChecked = job.validation !== null;
  useEffect(() => {
    // The button that was pressed has gone with the step before.
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  }, [status, isChecked]);
  return (
    <Paper withBorder p="md" component="section" ref={card} tabIndex={-1} className={classes['card'] ?? ''}>
      <Turn job={job} isHeld={isHeld} onCorrect={onCorrect} />
    </Paper>
  );
}

function Turn({ job, isHeld, onCorrect }: NextStepProps) {
  const t = useMigrationTexts();
  const isWriter = mayWrite(useUser());
  const { status, validation } = job;
  if (status === 'validating' || status === 'importing') return <UnderWay job={job} />;
  if (status === 'rolled_back') return <TakenBack job={job} />;
  if (isHeld) {
    return (
      <Words title={t('heldTitle')} actions={<Button disabled>{t('checkAll')}</Button>}>
        <Text size="sm">{t('heldText')}</Text>
      </Words>
    );
  }
  if (status === 'pending') {
    return validation === null ? (
      <NotChecked job={job} isWriter={isWriter} />
    ) : (
      <Checked job={job} validation={validation} isWriter={isWriter} />
    );
  }
  return <Ended job={job} isWriter={isWriter} onCorrect={onCorrect} />;
}

function Words({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
      {actions && (
        <Group gap="sm" mt={4}>
          {actions}
        </Group>
      )}
    </Stack>
  );
}

interface TurnProps {
  job: Job;
  isWriter: boolean;
}

function NotChecked({ job, isWriter }: TurnProps) {
  const t = useMigrationTexts();
  const actions = (
    <>
      <ConfirmButton variant="filled" action={() => validateJob(job.id)}>
        {t('checkAll')}
      </ConfirmButton>
      <ConfirmButton color="indigo" question={t('importAtOnceAsk')} action={() => startJob(job.id)}>
        {t('importAtOnce')}
      </ConfirmButton>
    </>
  );
  return (
    <Words title={t('mapTitle')} actions={isWriter && actions}>
      <Text size="sm">{t('mapText')}</Text>
    </Words>
  );
}

function Checked({ job, validation, isWriter }: TurnProps & { validation: NonNullable<Job['validation']> }) {
  const t = useMigrationTexts();
  const { valid_rows, invalid_rows, total_rows, warnings, can_proceed } = validation;
  const again = <ConfirmButton action={() => validateJob(job.id)}>{t('checkAgain')}</ConfirmButton>;
  if (!can_proceed) {
    return (
      <Words title={t('nothingTitle')} actions={isWriter && again}>
        <Text size="sm">{t('nothingText')}</Text>
      </Words>
    );
  }
  const title = t('readyTitle', {
    rows: formatNumber(valid_rows),
    total: formatNumber(total_rows),
    count: total_rows,
  });
  const actions = (
    <>
      <ConfirmButton variant="filled" action={() => startJob(job.id)}>
        {t('importRows', { count: formatNumber(valid_rows) })}
      </ConfirmButton>
      {again}
    </>
  );
  return (
    <Words title={title} actions={isWriter && actions}>
      <Text size="sm">
        {invalid_rows === 0 ? t('allReady') : t('someLeftOut', { count: formatNumber(invalid_rows) })}
        {warnings > 0 && ` ${t('warned', { count: formatNumber(warnings) })}`}
      </Text>
    </Words>
  );
}

function UnderWay({ job }: { job: Job }) {
  const t = useMigrationTexts();
  return (
    <Words title={t(job.status === 'validating' ? 'checkingTitle' : 'importingTitle')}>
      <Text size="sm" className="numbers">
        {t('rowsSoFar', {
          processed: formatNumber(job.processed_rows),
          total: formatNumber(job.total_rows),
          failed: formatNumber(job.invalid_rows),
        })}
      </Text>
    </Words>
  );
}

function Ended({ job, isWriter, onCorrect }: TurnProps & { onCorrect: () => void }) {
  const t = useMigrationTexts();
  const batch = useBatchTexts();
  const { status, imported_rows, invalid_rows, recovered_rows, cancelled_at } = job;
  const imported = formatNumber(imported_rows);
  const title =
    status === 'completed'
      ? t('doneTitle', { count: imported })
      : t(cancelled_at === null ? 'failedTitle' : 'cancelledTitle');
  const outcome =
    status === 'failed'
      ? job.started_at === null
        ? t('stoppedBefore')
        : t('stoppedText', { count: imported })
      : invalid_rows === 0
        ? t('doneAll')
        : t(isWriter ? 'doneSome' : 'leftOut', { count: formatNumber(invalid_rows) });
  const actions = (
    <>
      {invalid_rows > 0 && (
        <Button variant="filled" onClick={onCorrect}>
          {t('correctNow')}
        </Button>
      )}
      {status === 'failed' && (
        <ConfirmButton variant={invalid_rows > 0 ? 'default' : 'filled'} action={() => retryJob(job.id)}>
          {batch('retry')}
        </ConfirmButton>
      )}
      {imported_rows > 0 && <RollbackButton job={job} />}
    </>
  );
  return (
    <Words title={title} actions={isWriter && actions}>
      <Text size="sm">
        {recovered_rows > 0 && `${t('recovered', { count: formatNumber(recovered_rows) })} `}
        {outcome}
      </Text>
    </Words>
  );
}

function TakenBack({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const summary = job.rollback_summary;
  return (
    <Words title={t('rolledBackTitle')}>
      {summary && (
        <>
          <Text size="sm">{t('rolledBackText', { removed: formatNumber(summary.removed) })}</Text>
          {summary.kept_changed > 0 && (
            <Text size="sm">{t('keptChanged', { count: formatNumber(summary.kept_changed) })}</Text>
          )}
          {summary.kept_used > 0 && (
            <Text size="sm">{t('keptUsed', { count: formatNumber(summary.kept_used) })}</Text>
          )}
        </>
      )}
    </Words>
  );
}
