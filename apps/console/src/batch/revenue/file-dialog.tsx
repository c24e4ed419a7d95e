import { Alert, Button, FileButton, Group, Modal, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { client } from '../../app/session';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { saveFile } from '../../ui/save-file';
import { claimsChanged, replaceFile, type ReportFile } from './claims';
import { FileRecords } from './file-records';
import { useRevenueTexts } from './texts';

interface FileDialogProps {
  batchId: string;
  file: ReportFile;
  onClose(): void;
}

/** One file of a batch: its records with what is wrong, and what can be done about it. */
export function FileDialog({ batchId, file, onClose }: FileDialogProps) {
  const t = useRevenueTexts();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const { fileId, filename } = file;
  const replacing = useMutation({
    mutationFn: (corrected: File) => replaceFile(batchId, fileId, corrected),
    onSuccess: onClose,
  });
  const download = <IconDownload size={16} aria-hidden />;
  return (
    <Modal
      opened
      onClose={onClose}
      size="90%"
      fullScreen={isNarrow}
      title={t('open', { name: filename })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Group gap="xs">
          <ConfirmButton
            leftSection={download}
            action={() => saveFile(`/api/revenue/files/${fileId}/download`, filename)}
          >
            {t('download')}
          </ConfirmButton>
          <ConfirmButton
            leftSection={download}
            action={() =>
              saveFile(`/api/revenue/files/${fileId}/errors?format=csv`, `errors-${filename}.csv`)
            }
          >
            {t('errorsCsv')}
          </ConfirmButton>
          {file.status === 'error' && (
            <ConfirmButton
              action={() =>
                client.http
                  .POST('/api/revenue/files/{id}/retry', { params: { path: { id: fileId } } })
                  .then(() => claimsChanged(batchId))
              }
            >
              {t('again')}
            </ConfirmButton>
          )}
          {(file.status === 'error' || file.invalidRecords > 0) && (
            <FileButton
              onChange={(chosen) => chosen && replacing.mutate(chosen)}
              inputProps={{ 'aria-label': t('correct') }}
            >
              {(props) => (
                <Button
                  size="sm"
                  leftSection={<IconUpload size={16} aria-hidden />}
                  loading={replacing.isPending}
                  {...props}
                >
                  {t('correct')}
                </Button>
              )}
            </FileButton>
          )}
        </Group>
        {(file.status === 'error' || file.invalidRecords > 0) && (
          <Text size="sm" c="dimmed">
            {t('correctHint')}
          </Text>
        )}
        {replacing.error && <ErrorNote error={replacing.error} />}
        {file.errors.map(({ message }, index) => (
          <Alert key={index} color="red">
            {message}
          </Alert>
        ))}
        <FileRecords batchId={batchId} fileId={fileId} hasWrong={file.invalidRecords > 0} />
      </Stack>
    </Modal>
  );
}
