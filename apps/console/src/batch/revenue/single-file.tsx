import { Alert, Loader, Stack } from '@mantine/core';
import { ErrorNote } from '../../ui/error-note';
import { useClaimFile } from './claims';
import { FileRecords } from './file-records';

/** A file that was sent without a batch. */
export function SingleFile({ id }: { id: string }) {
  const { data: file, error } = useClaimFile(id);
  if (error && !file) return <ErrorNote error={error} />;
  if (!file) return <Loader />;
  return (
    <Stack>
      {file.errors.map(({ message }, index) => (
        <Alert key={index} color="red">
          {message}
        </Alert>
      ))}
      <FileRecords batchId={id} fileId={id} hasWrong={file.invalidRecords > 0} />
    </Stack>
  );
}
