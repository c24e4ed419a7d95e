import { Anchor, Stack, Tabs, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { useUser } from '../../app/user';
import { type Mapping } from '../../migration/mapping';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { ColumnsPanel } from './columns-panel';
import { type Corrections, CorrectPanel } from './correct-panel';
import { ImportSteps } from './import-steps';
import { isRunning, type Job, mayWrite, useJob } from './job';
import { MigrationActions } from './migration-actions';
import { NextStep } from './next-step';
import { ProblemsPanel } from './problems-panel';
import { RecordsPanel } from './records-panel';
import { useMigrationTexts } from './texts';

/** A CSV on its way into the data: columns, check, import, correction, and back again. */
export default function MigrationPage(props: SystemPageProps) {
  const { data: job, error, refetch } = useJob(props.batch.id);
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={job && <MigrationActions job={job} />} />
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {job && <Import job={job} />}
    </Stack>
  );
}

type Part = 'columns' | 'problems' | 'correct' | 'records';

function Import({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const isWriter = mayWrite(useUser());
  const [chosen, setChosen] = useState<Part | null>(null);
  const [draft, setDraft] = useState<Mapping | null>(null);
  const [corrections, setCorrections] = useState<Corrections>(new Map());
  const isHeld = draft !== null && job.status === 'pending';
  useWindowEvent('beforeunload', (event) => {
    if (isHeld || corrections.size > 0) event.preventDefault();
  });
  const tabs = useRef<HTMLDivElement>(null);
  const parts = partsOf(job, isWriter);
  const part = chosen !== null && parts.includes(chosen) ? chosen : firstPart(job, parts);
  const count = (number: number) => ({ count: formatNumber(number) });
  const labels: Record<Part, string> = {
    columns: t('columnsTab'),
    problems: t('problemsTab', count(job.invalid_rows + job.recovered_rows + job.warning_count)),
    correct: t('correctTab', count(job.invalid_rows)),
    records: t('recordsTab', count(job.imported_rows - job.recovered_rows)),
  };
  const showCorrect = (): void => {
    setChosen('correct');
    tabs.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <>
      <Text size="sm">
        {t('kind')} <b>{t(job.import_type)}</b>
        {job.parent_job_id !== null && (
          <>
            {' · '}
            <Anchor component={Link} href={`/batches/migration/${job.parent_job_id}`} inherit>
              {t('madeOf')}
            </Anchor>
          </>
        )}
      </Text>
      <ImportSteps job={job} />
      <NextStep job={job} isHeld={isHeld} onCorrect={showCorrect} />
      <Tabs
        ref={tabs}
        value={part}
        onChange={(value) => setChosen(value as Part)}
        keepMounted={false}
        variant="outline"
      >
        <Tabs.List aria-label={t('parts')} mb="md">
          {parts.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {labels[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="columns">
          <ColumnsPanel job={job} draft={draft} onDraft={setDraft} />
        </Tabs.Panel>
        <Tabs.Panel value="problems">
          <ProblemsPanel job={job} />
        </Tabs.Panel>
        <Tabs.Panel value="correct">
          <CorrectPanel job={job} changed={corrections} onChange={setCorrections} />
        </Tabs.Panel>
        <Tabs.Panel value="records">
          <RecordsPanel job={job} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** What there is to see of a job. */
function partsOf(job: Job, isWriter: boolean): Part[] {
  const { status, invalid_rows, warning_count, imported_rows, recovered_rows } = job;
  const parts: Part[] = ['columns'];
  if (isRunning(job)) return parts;
  const isDone = status === 'completed' || status === 'failed';
  if (isWriter && invalid_rows + recovered_rows + warning_count > 0) parts.push('problems');
  if (isWriter && isDone && invalid_rows > 0) parts.push('correct');
  if (isDone && imported_rows > recovered_rows) parts.push('records');
  return parts;
}

/** What one would look at first. */
function firstPart({ status, validation }: Job, parts: readonly Part[]): Part {
  const wishes: readonly Part[] =
    status === 'pending' ? (validation ? ['problems'] : []) : ['correct', 'problems', 'records'];
  return wishes.find((part) => parts.includes(part)) ?? 'columns';
}
