import {
  Alert,
  Button,
  FileInput,
  Group,
  Progress,
  SegmentedControl,
  Stack,
  Text,
  Title,
} from '@mantine/core';
import { idempotencyKey } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { IconDownload, IconFileTypeCsv } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { client } from '../app/session';
import { ConfirmButton } from '../ui/confirm-button';
import { ErrorNote } from '../ui/error-note';
import { saveFile } from '../ui/save-file';
import { IMPORT_TYPES, type ImportType } from './import-fields';
import { useImportTexts } from './import-texts';
import { createImport, previewImport, type SentFile } from './imports';
import { NewMapping } from './new-mapping';

const CHUNK_BYTES = 8 * 2 ** 20;

/** From a CSV to an import whose columns are known: choose, look, map, take in. */
export default function ImportPage() {
  const t = useImportTexts();
  const [, go] = useLocation();
  const [search] = useSearchParams();
  const parentId = search.get('parent') ?? undefined;
  const wished = search.get('type') as ImportType;
  const [type, setType] = useState<ImportType>(IMPORT_TYPES.includes(wished) ? wished : 'jamaah');
  const [sent, setSent] = useState(0);
  const looking = useMutation({
    async mutationFn({ file, as }: { file: File; as: ImportType }) {
      setSent(0);
      const uploadId = await client.uploadFile({
        file,
        filename: file.name,
        chunkBytes: CHUNK_BYTES,
        onProgress: (bytes, total) => setSent((bytes / Math.max(total, 1)) * 100),
      });
      const kept: SentFile = { uploadId, type: as, parentId };
      return { kept, key: idempotencyKey(), preview: await previewImport(kept) };
    },
  });
  const making = useMutation({
    mutationFn: ({ kept, mapping, key }: { kept: SentFile; mapping: Record<string, string>; key: string }) =>
      createImport(kept, mapping, key),
    onSuccess: (id) => go(`/batches/migration/${id}`),
  });
  const file = looking.variables?.file ?? null;
  const choose = (chosen: File | null): void => {
    making.reset();
    if (chosen) looking.mutate({ file: chosen, as: type });
    else looking.reset();
  };
  const changeType = (next: ImportType): void => {
    setType(next);
    making.reset();
    if (file) looking.mutate({ file, as: next });
  };
  return (
    <Stack gap="lg">
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      {parentId !== undefined && <Alert color="blue">{t('correcting')}</Alert>}
      <Group align="flex-end">
        <div>
          <Text size="sm" fw={500} id="import-type">
            {t('type')}
          </Text>
          <SegmentedControl
            aria-labelledby="import-type"
            data={IMPORT_TYPES.map((value) => ({ value, label: t(value) }))}
            value={type}
            onChange={(value) => changeType(value as ImportType)}
          />
        </div>
        <FileInput
          label={t('file')}
          placeholder={t('chooseFile')}
          accept=".csv,.txt,text/csv"
          leftSection={<IconFileTypeCsv size={18} aria-hidden />}
          value={file}
          onChange={choose}
          clearable
          flex="1 1 240px"
          maw={420}
        />
        <ConfirmButton
          leftSection={<IconDownload size={16} aria-hidden />}
          action={() => saveFile(`/api/v1/onboarding/migration/templates/${type}`, `template-${type}.csv`)}
        >
          {t('template')}
        </ConfirmButton>
      </Group>
      {looking.isPending && <Progress value={sent} animated aria-label={t('sending')} />}
      {looking.error && <ErrorNote error={looking.error} onRetry={() => choose(file)} />}
      {looking.data && (
        <NewMapping
          key={looking.data.kept.uploadId + looking.data.kept.type}
          type={looking.data.kept.type}
          preview={looking.data.preview}
          isSending={making.isPending}
          error={making.error}
          onCreate={(mapping) => making.mutate({ ...looking.data, mapping })}
        />
      )}
      {looking.data && (
        <Group>
          <Button variant="subtle" onClick={() => choose(null)}>
            {t('other')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
