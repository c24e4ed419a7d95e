import { Alert, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { useUser } from '../app/user';
import { isSystem, SYSTEMS, type System } from '../batches/overview';
import { formatBytes } from '../ui/numbers';
import { ChosenFiles } from './chosen-files';
import { DropZone } from './drop-zone';
import { guessSystem, hasKind, isOneBatch, kindsOf } from './kinds';
import { bytesOf, type Fields, type SentSystem } from './sending';
import { Sendings } from './sendings';
import { isRight, SystemFields } from './system-fields';
import { useUploadTexts } from './texts';
import { uploadQueue } from './upload-queue';

const EMPTY: Fields = { strategy: 'zip_with_qr', taskId: '', name: '' };

/** Files of any system: chosen or dropped, checked, and sent so that nothing interrupts them. */
export default function UploadPage() {
  const t = useUploadTexts();
  const user = useUser();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const [search, setSearch] = useSearchParams();
  const wished = search.get('system') ?? '';
  const system: System = isSystem(wished) ? wished : 'omr';
  const [fields, setFields] = useState(EMPTY);
  const [files, setFiles] = useState<File[]>([]);
  const mayImport = user.role === 'admin' || user.role === 'owner';
  const choices = SYSTEMS.filter((choice) => choice !== 'migration' || mayImport);
  const choose = (value: string): void => setSearch({ system: value }, { replace: true });
  const add = (added: File[]): void => {
    const guessed = files.length === 0 && !isSystem(wished) ? guessSystem(added) : undefined;
    if (guessed) choose(guessed);
    if (guessed === 'omr') setFields({ ...fields, strategy: 'direct_images' });
    setFiles((now) => [...now, ...added.filter((file) => !now.some((one) => isSame(one, file)))]);
  };
  return (
    <Stack gap="lg">
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      <div>
        <Text size="sm" fw={500} id="what" mb={4}>
          {t('what')}
        </Text>
        <SegmentedControl
          aria-labelledby="what"
          data={choices.map((value) => ({ value, label: t(value) }))}
          value={system}
          onChange={choose}
          orientation={isNarrow ? 'vertical' : 'horizontal'}
        />
      </div>
      {system === 'migration' ? (
        <Alert color="blue">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">{t('importHint')}</Text>
            <Button component={Link} href="/import">
              {t('toImport')}
            </Button>
          </Stack>
        </Alert>
      ) : (
        <>
          <SystemFields system={system} fields={fields} onChange={setFields} />
          <DropZone accept={kindsOf(system, fields)} onFiles={add} />
          <ChosenFiles files={files} onRemove={(file) => setFiles(files.filter((one) => one !== file))} />
          <SendButton
            system={system}
            fields={fields}
            files={files}
            onSend={() => {
              send(user.id, system, fields, files);
              setFiles([]);
            }}
          />
        </>
      )}
      <Sendings />
    </Stack>
  );
}

interface SendButtonProps {
  system: SentSystem;
  fields: Fields;
  files: File[];
  onSend(): void;
}

/** Sends what is right, and says of what is not why. */
function SendButton({ system, fields, files, onSend }: SendButtonProps) {
  const t = useUploadTexts();
  const kinds = kindsOf(system, fields);
  const wrong = files.filter(({ name }) => !hasKind(name, kinds));
  if (files.length === 0) return null;
  return (
    <Stack gap="xs">
      {wrong.map(({ name }) => (
        <Alert key={name} color="red" role="alert">
          {t('wrongKind', { name, kinds: kinds.join(' ') })}
        </Alert>
      ))}
      <Group>
        <Button size="md" disabled={wrong.length > 0 || !isRight(system, fields)} onClick={onSend}>
          {t('sendFiles', { count: files.length, bytes: formatBytes(bytesOf(files)) })}
        </Button>
        {files.length > 1 && (
          <Text size="sm" c="dimmed">
            {t(isOneBatch(system, fields) ? 'oneBatch' : 'batches')}
          </Text>
        )}
      </Group>
    </Stack>
  );
}

function send(userId: string, system: SentSystem, fields: Fields, files: File[]): void {
  const groups = isOneBatch(system, fields) ? [files] : files.map((file) => [file]);
  for (const group of groups) void uploadQueue.send(userId, system, fields, group);
}

function isSame(one: File, other: File): boolean {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}
