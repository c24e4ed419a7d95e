import { Group, Loader, Modal, Stack } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ErrorNote } from '../../ui/error-note';
import { type ClaimFile, useClaimFile } from './claims';
import { CorrectFile, FileButtons } from './file-actions';
import { FileErrors } from './file-errors';
import { FileRecords } from './file-records';
import { useRevenueTexts } from './texts';

interface FileDialogProps {
  batchId: string;
  fileId: string;
  onClose(): void;
}

/** One file of a batch: its records with what is wrong, and what can be done about it. */
export function FileDialog({ batchId, fileId, onClose }: FileDialogProps) {
  const t = useRevenueTexts();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const { data: file, error } = useClaimFile(batchId, fileId);
  return (
    <Modal
      opened
      onClose={onClose}
      size="90%"
      fullScreen={isNarrow}
      title={file && t('open', { name: file.filename })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {error && <ErrorNote error={error} />}
      {!file && !error && <Loader />}
      {file && <OpenedFile file={file} batchId={batchId} onReplaced={onClose} />}
    </Modal>
  );
}

interface OpenedFileProps {
  file: ClaimFile;
  batchId: string;
  onReplaced(): void;
}

function OpenedFile({ file, batchId, onReplaced }: OpenedFileProps) {
  return (
    <Stack>
      <Group gap="xs">
        <FileButtons file={file} />
      </Group>
      <CorrectFile file={file} onReplaced={onReplaced} />
      <FileErrors errors={file.errors} />
      <FileRecords batchId={batchId} file={file} />
    </Stack>
  );
}
