import { Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { useLocation } from 'wouter';
import { useUser } from '../../app/user';
import { useImportFields } from '../../migration/import-fields';
import { isSameMapping, type Mapping, mappingFrom } from '../../migration/mapping';
import { isUsable, MappingEditor } from '../../migration/mapping-editor';
import { MappingPreview } from '../../migration/mapping-preview';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { type FileHead, useFileHead, useSuggestions } from './file-head';
import { type Job, mappingOfJob, mayWrite, removeReplaced, sendAgain } from './job';
import classes from './migration.module.css';
import { useMigrationTexts } from './texts';

interface ColumnsPanelProps {
  job: Job;
  /** A mapping that is not the job's; kept by whoever shows this: it comes and goes. */
  draft: Mapping | null;
  onDraft: (draft: Mapping | null) => void;
}

/** Which column is which field; it can be changed while the job waits. */
export function ColumnsPanel({ job, draft, onDraft }: ColumnsPanelProps) {
  const t = useMigrationTexts();
  const user = useUser();
  const head = useFileHead(job);
  const fields = useImportFields(job.import_type);
  const isEditable = job.status === 'pending' && mayWrite(user);
  if (head.error) return <ErrorNote error={head.error} onRetry={() => void head.refetch()} />;
  if (!head.data) {
    return (
      <Group gap="xs">
        <Loader size="xs" />
        <Text size="sm">{t('reading')}</Text>
      </Group>
    );
  }
  if (isEditable) return <EditableColumns job={job} draft={draft} onDraft={onDraft} head={head.data} />;
  return (
    <Stack gap="xs">
      <Text size="sm">{t('mappingFixed')}</Text>
      <MappingPreview
        fields={fields}
        columns={job.columns}
        rows={head.data.rows}
        mapping={mappingOfJob(job)}
      />
    </Stack>
  );
}

function EditableColumns({ job, draft, onDraft, head }: ColumnsPanelProps & { head: FileHead }) {
  const fields = useImportFields(job.import_type);
  const t = useMigrationTexts();
  const [, go] = useLocation();
  const own = mappingOfJob(job);
  const mapping = draft ?? own;
  const { data: told } = useSuggestions(job, head, true);
  const isAsTold = told !== undefined && isSameMapping(mappingFrom(told.column_mapping), own);
  const replace = async (): Promise<void> => {
    const id = await sendAgain(job, mapping);
    // First away from here, where it would be missed.
    go(`/batches/migration/${id}`, { replace: true });
    await removeReplaced(job.id);
  };
  return (
    <div>
      <MappingEditor
        importType={job.import_type}
        columns={job.columns}
        rows={head.rows}
        mapping={mapping}
        onChange={(next) => onDraft(isSameMapping(next, own) ? null : next)}
        suggestions={told?.suggested_mapping ?? []}
        source={isAsTold ? told.mapping_source : undefined}
      />
      <div aria-live="polite" className={classes['changeBar'] ?? ''}>
        {draft !== null && (
          <Paper withBorder shadow="md" p="sm">
            <Stack gap="xs" align="flex-start">
              <Text size="sm">{t('changed')}</Text>
              <Group gap="xs">
                <ConfirmButton variant="filled" disabled={!isUsable(fields, mapping)} action={replace}>
                  {t('useMapping')}
                </ConfirmButton>
                <ConfirmButton action={() => Promise.resolve(onDraft(null))}>{t('undo')}</ConfirmButton>
              </Group>
            </Stack>
          </Paper>
        )}
      </div>
    </div>
  );
}
