import { Alert, Group, Loader, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useImportFields } from '../../migration/import-fields';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { saveFile } from '../../ui/save-file';
import { FieldBars } from './field-bars';
import { type Job } from './job';
import { ProblemList } from './problem-list';
import { PROBLEM_KINDS, type ProblemKind, useProblems } from './problems';
import { useRowTexts } from './row-texts';

/** What is wrong in the rows: how much in which field, and each value beside what was expected. */
export function ProblemsPanel({ job }: { job: Job }) {
  const t = useRowTexts();
  const [isWarnings, setIsWarnings] = useState(job.invalid_rows === 0 && job.recovered_rows === 0);
  const [field, setField] = useState<string | null>(null);
  const [kind, setKind] = useState<ProblemKind | null>(null);
  const errors = useProblems(job.id, false);
  const warnings = useProblems(job.id, true, job.warning_count > 0);
  const shown = isWarnings ? warnings : errors;
  const all = shown.data?.all ?? [];
  const fields = useImportFields(job.import_type);
  const labelOf = (name: string): string =>
    name === '' ? t('wholeRow') : (fields.find((one) => one.name === name)?.label ?? name);
  const ofKind = kind === null ? all : all.filter((problem) => problem.kind === kind);
  const listed = field === null ? ofKind : ofKind.filter((problem) => problem.field === field);
  const counts = countsBy(ofKind.map((problem) => problem.field));
  const kindCounts = countsBy(all.map((problem) => problem.kind));
  const choose = (warningsOnly: boolean): void => {
    setIsWarnings(warningsOnly);
    setField(null);
    setKind(null);
  };
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('errorsOrWarnings')}
          value={isWarnings ? 'warnings' : 'errors'}
          onChange={(value) => choose(value === 'warnings')}
          data={[
            { value: 'errors', label: t('errors', { count: countOf(errors.data?.all.length) }) },
            { value: 'warnings', label: t('warnings', { count: formatNumber(job.warning_count) }) },
          ]}
        />
        <ReportButtons job={job} isWarnings={isWarnings} />
      </Group>
      {shown.error && <ErrorNote error={shown.error} onRetry={() => void shown.refetch()} />}
      {shown.isLoading && <Loader size="sm" />}
      {shown.data && !shown.data.isWhole && <Alert color="yellow">{t('cutOff')}</Alert>}
      {all.length > 0 && (
        <>
          <Stack gap="xs">
            <Title order={3} size="h5">
              {t('byField')}
            </Title>
            <FieldBars
              counts={counts}
              labelOf={labelOf}
              chosen={field}
              onChoose={setField}
              isWarnings={isWarnings}
            />
          </Stack>
          <Group align="flex-end">
            <Select
              label={t('fieldFilter')}
              value={field ?? '*'}
              data={[
                { value: '*', label: t('allFields') },
                ...[...counts].map(([name]) => ({ value: name === '' ? '-' : name, label: labelOf(name) })),
              ]}
              onChange={(value) => setField(value === '*' ? null : value === '-' ? '' : value)}
              allowDeselect={false}
            />
            <Select
              label={t('kindFilter')}
              value={kind ?? '*'}
              data={[
                { value: '*', label: t('allKinds') },
                ...PROBLEM_KINDS.filter((one) => kindCounts.has(one)).map((one) => ({
                  value: one,
                  label: `${t(one)} (${formatNumber(kindCounts.get(one) ?? 0)})`,
                })),
              ]}
              onChange={(value) => setKind(value === '*' ? null : (value as ProblemKind))}
              allowDeselect={false}
            />
          </Group>
        </>
      )}
      {shown.data && listed.length === 0 && <Text c="dimmed">{t('noProblems')}</Text>}
      {listed.length > 0 && <ProblemList problems={listed} fields={fields} labelOf={labelOf} />}
    </Stack>
  );
}

function ReportButtons({ job: { id }, isWarnings }: { job: Job; isWarnings: boolean }) {
  const t = useRowTexts();
  const icon = <IconDownload size={16} aria-hidden />;
  const path = `/api/v1/onboarding/migration/${id}`;
  return (
    <Group gap="xs">
      {isWarnings ? (
        <ConfirmButton
          leftSection={icon}
          action={() => saveFile(`${path}/errors?warnings=true`, `warnings-${id}.csv`)}
        >
          {t('downloadWarnings')}
        </ConfirmButton>
      ) : (
        <ConfirmButton leftSection={icon} action={() => saveFile(`${path}/errors`, `errors-${id}.csv`)}>
          {t('downloadErrors')}
        </ConfirmButton>
      )}
      <ConfirmButton
        leftSection={icon}
        action={() => saveFile(`${path}/failed-rows.csv`, `failed-rows-${id}.csv`)}
      >
        {t('downloadFailed')}
      </ConfirmButton>
    </Group>
  );
}

function countOf(length: number | undefined): string {
  return length === undefined ? '…' : formatNumber(length);
}

/** How often each word is there, the most frequent first. */
function countsBy(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].sort(([, one], [, other]) => other - one));
}
