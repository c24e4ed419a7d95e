import { Loader, Stack } from '@mantine/core';
import { useLocation } from 'wouter';
import { ErrorNote } from '../../ui/error-note';
import { type SystemPageProps } from '../batch-page';
import { useClaimFile } from './claims';
import { CorrectFile } from './file-actions';
import { FileErrors } from './file-errors';
import { FileRecords } from './file-records';

/** A file that was sent without a batch. */
export function SingleFile({ batch: { id } }: SystemPageProps) {
  const [, go] = useLocation();
  const { data: file, error } = useClaimFile(id, id);
  if (error && !file) return <ErrorNote error={error} />;
  if (!file) return <Loader />;
  return (
    <Stack>
      <CorrectFile file={file} onReplaced={(corrected) => go(`/batches/revenue/${corrected}`)} />
      <FileErrors errors={file.errors} />
      <FileRecords batchId={id} file={file} />
    </Stack>
  );
}
