import { ActionIcon, Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { Link } from 'wouter';
import { ErrorNote } from '../ui/error-note';
import { formatBytes, formatDuration } from '../ui/numbers';
import { type ShownSending } from './sending';
import { useUploadTexts } from './texts';
import { uploadQueue } from './upload-queue';
import { useSendings } from './use-sendings';

/** What is on its way, and what has arrived since the page was loaded. */
export function Sendings() {
  const t = useUploadTexts();
  const sendings = useSendings();
  if (sendings.length === 0) return null;
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('sendings')}
      </Title>
      {sendings.map((sending) => (
        <SendingCard key={sending.id} sending={sending} />
      ))}
    </Stack>
  );
}

function SendingCard({ sending }: { sending: ShownSending }) {
  const t = useUploadTexts();
  const { id, state, files, sent, bytes, bytesPerSecond, error, place, isLoose } = sending;
  const name = files[0]?.name ?? '';
  const title = files.length > 1 ? `${name} +${files.length - 1}` : name;
  const isMoving = state === 'sending' || state === 'beginning' || state === 'queued';
  const percent = bytes === 0 ? 0 : (sent / bytes) * 100;
  return (
    <Paper withBorder p="sm" role="group" aria-label={title}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap">
          <Text fw={600} truncate>
            {title}
          </Text>
          <Group gap="xs" wrap="nowrap">
            {(state === 'sending' || state === 'queued') && (
              <ActionIcon
                variant="default"
                aria-label={t('pause', { name })}
                onClick={() => uploadQueue.pause(id)}
              >
                <IconPlayerPause size={16} />
              </ActionIcon>
            )}
            {(state === 'paused' || state === 'failed') && (
              <ActionIcon
                variant="default"
                aria-label={t('goOn', { name })}
                onClick={() => uploadQueue.goOn(id)}
              >
                <IconPlayerPlay size={16} />
              </ActionIcon>
            )}
            {place !== undefined && (
              <Button size="compact-sm" component={Link} href={place}>
                {t('open')}
              </Button>
            )}
            {state !== 'beginning' && (
              <ActionIcon
                variant="default"
                aria-label={t('remove', { name })}
                onClick={() => void uploadQueue.remove(id)}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        </Group>
        <Progress
          value={state === 'begun' ? 100 : percent}
          color={state === 'failed' ? 'red.7' : state === 'begun' ? 'green.7' : 'blue'}
          animated={isMoving}
          aria-label={`${t('sending')}: ${title}`}
        />
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="dimmed" className="numbers" aria-live="polite">
            {t(state)} · {formatBytes(sent)} / {formatBytes(bytes)}
            {bytesPerSecond !== undefined &&
              ` · ${t('speed', { bytes: formatBytes(bytesPerSecond), left: formatDuration((bytes - sent) / bytesPerSecond) })}`}
          </Text>
          {state !== 'begun' && (
            <Text size="xs" c="dimmed">
              {t(isLoose ? 'loose' : 'kept')}
            </Text>
          )}
        </Group>
        {error && <ErrorNote error={error} />}
      </Stack>
    </Paper>
  );
}
