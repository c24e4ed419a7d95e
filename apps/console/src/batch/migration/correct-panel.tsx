import { Alert, FileButton, Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { queries } from '../../app/queries';
import { formatCsv } from '../../migration/csv-text';
import { useImportFields } from '../../migration/import-fields';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { VirtualList } from '../../ui/virtual-list';
import { saveFile } from '../../ui/save-file';
import { FailedRowCard } from './failed-row-card';
import { type Job, mappingOfJob, sendCorrected } from './job';
import { type FailedRow, type Problem, useFailedRows, useProblems } from './problems';
import { useRowTexts } from './row-texts';

const CARD_HEIGHT = 190;

/** Cells of rows that somebody has changed, by the row's number. */
export type Corrections = ReadonlyMap<number, string[]>;

interface CorrectPanelProps {
  job: Job;
  /** Kept by whoever shows this: it comes and goes. */
  changed: Corrections;
  onChange: (changed: Corrections) => void;
}

/** The rows that were left out: corrected here or in a file, and sent again. */
export function CorrectPanel({ job, changed, onChange: setChanged }: CorrectPanelProps) {
  const t = useRowTexts();
  const failed = useFailedRows(job.id);
  const problems = useProblems(job.id, false);
  const fields = useImportFields(job.import_type);
  const [, go] = useLocation();
  const send = async (file: File): Promise<void> => {
    const id = await sendCorrected(job, file);
    await queries.invalidateQueries({ queryKey: ['batches'] });
    go(`/batches/migration/${id}`);
  };
  const sending = useMutation({ mutationFn: send });
  const error = failed.error ?? problems.error;
  if (error) return <ErrorNote error={error} onRetry={() => void failed.refetch()} />;
  if (!failed.data || !problems.data) return <Loader size="sm" />;
  const { columns, rows, isWhole } = failed.data;
  const corrected = new File(
    [formatCsv([columns, ...rows.flatMap(({ row }) => (changed.has(row) ? [changed.get(row) ?? []] : []))])],
    correctedName(job),
    { type: 'text/csv' },
  );
  const change = ({ row, cells }: FailedRow): void => {
    const before = rows.find((one) => one.row === row)?.cells;
    const next = new Map(changed);
    if (before && before.every((cell, at) => cell === cells[at])) next.delete(row);
    else next.set(row, cells);
    setChanged(next);
  };
  const problemsOf = groupByRow(problems.data.all);
  const path = `/api/v1/onboarding/migration/${job.id}/failed-rows.csv`;
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {t('correctTitle')}
        </Title>
        <Text size="sm">
          {t('correctText')} {job.recovered_rows > 0 && t('recoveredListed')}
        </Text>
      </div>
      <Group>
        <ConfirmButton variant="filled" disabled={changed.size === 0} action={() => send(corrected)}>
          {changed.size === 0 ? t('sendCorrected') : t('sendRows', { count: changed.size })}
        </ConfirmButton>
        {changed.size > 0 ? (
          <ConfirmButton question={t('forgetAsk')} action={() => Promise.resolve(setChanged(new Map()))}>
            {t('forget')}
          </ConfirmButton>
        ) : (
          <Text size="sm" c="dimmed">
            {t('noneChanged')}
          </Text>
        )}
        <ConfirmButton
          leftSection={<IconDownload size={16} aria-hidden />}
          action={() => saveFile(path, `failed-rows-${job.id}.csv`)}
        >
          {t('downloadFailed')}
        </ConfirmButton>
        <FileButton accept=".csv,text/csv" onChange={(file) => file && sending.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              size="sm"
              loading={sending.isPending}
              leftSection={<IconUpload size={16} aria-hidden />}
            >
              {t('sendFile')}
            </Button>
          )}
        </FileButton>
      </Group>
      {sending.error && <ErrorNote error={sending.error} />}
      {!isWhole && <Alert color="yellow">{t('cutOff')}</Alert>}
      <VirtualList
        label={`${t('failedRows')}: ${formatNumber(rows.length)}`}
        count={rows.length}
        rowHeight={CARD_HEIGHT}
        keyOf={(index) => rows[index]?.row ?? index}
        row={(index) => {
          const { row, cells } = rows[index] as FailedRow;
          return (
            <FailedRowCard
              row={row}
              cells={changed.get(row) ?? cells}
              sent={cells}
              columns={columns}
              mapping={mappingOfJob(job)}
              fields={fields}
              problems={problemsOf.get(row) ?? []}
              onChange={(next) => change({ row, cells: next })}
            />
          );
        }}
      />
    </Stack>
  );
}

function correctedName({ file_name }: Job): string {
  return `${file_name.replace(/\.csv$/i, '')}-corrected.csv`;
}

function groupByRow(problems: readonly Problem[]): Map<number, Problem[]> {
  const grouped = new Map<number, Problem[]>();
  for (const problem of problems) {
    const ofRow = grouped.get(problem.row);
    if (ofRow) ofRow.push(problem);
    else grouped.set(problem.row, [problem]);
  }
  return grouped;
}
