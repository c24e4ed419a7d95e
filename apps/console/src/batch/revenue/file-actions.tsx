import { Button, FileButton, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef } from 'react';
import { client } from '../../app/session';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { saveFile } from '../../ui/save-file';
import { claimsChanged, type ClaimFile, replaceFile } from './claims';
import { useRevenueTexts } from './texts';

/** Files of these are read; of others, reading them again is refused. */
const READ_TYPES = ['DBF', 'CSV', 'TXT', 'ZIP'];

/** Whether somebody has to correct it. */
function isWrong({ status, invalidRecords }: ClaimFile): boolean {
  return status === 'error' || invalidRecords > 0;
}

/** Takes a file as it was sent or its errors, and reads it again. */
export function FileButtons({ file }: { file: ClaimFile }) {
  const t = useRevenueTexts();
  const { id, batchId, filename, status, fileType } = file;
  const icon = <IconDownload size={16} aria-hidden />;
  const again = async (): Promise<void> => {
    await client.http.POST('/api/revenue/files/{id}/retry', { params: { path: { id } } });
    await claimsChanged(batchId ?? id);
  };
  return (
    <>
      <ConfirmButton
        leftSection={icon}
        action={() => saveFile(`/api/revenue/files/${id}/download`, filename)}
      >
        {t('download')}
      </ConfirmButton>
      <ConfirmButton
        leftSection={icon}
        action={() => saveFile(`/api/revenue/files/${id}/errors?format=csv`, `errors-${filename}.csv`)}
      >
        {t('errorsCsv')}
      </ConfirmButton>
      {status === 'error' && READ_TYPES.includes(fileType) && (
        <ConfirmButton action={again}>{t('again')}</ConfirmButton>
      )}
    </>
  );
}

/** Sends a corrected file in the place of one that has errors; nothing for one that has none. */
export function CorrectFile({ file, onReplaced }: { file: ClaimFile; onReplaced(id: string): void }) {
  const t = useRevenueTexts();
  // Without it the same file could not be chosen twice in a row.
  const reset = useRef<() => void>(null);
  const replacing = useMutation({
    mutationFn: (corrected: File) => replaceFile(file, corrected),
    onSuccess: onReplaced,
    onSettled: () => reset.current?.(),
  });
  if (!isWrong(file)) return null;
  return (
    <Stack gap="xs" align="flex-start">
      <FileButton
        resetRef={reset}
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
      <Text size="sm" c="dimmed">
        {t(file.batchId === null ? 'correctAloneHint' : 'correctHint')}
      </Text>
      {replacing.error && <ErrorNote error={replacing.error} />}
    </Stack>
  );
}
