import { Group, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { type Batch } from '../batches/overview';
import { formatDuration, formatTime } from '../ui/numbers';
import { useBatchTexts } from './texts';

/** When it was sent, begun and ended, and how long each took. */
export function Timeline({ batch }: { batch: Batch }) {
  const t = useBatchTexts();
  const all = [
    { label: t('sent'), at: batch.created_at },
    { label: t('begun'), at: batch.started_at },
    { label: t('ended'), at: batch.finished_at },
  ];
  // Not every system writes down when it began.
  const moments = all.filter(({ at }) => at !== null || batch.finished_at === null);
  return (
    <Group component="ol" aria-label={t('timeline')} gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
      {moments.map(({ label, at }, index) => {
        const before = moments[index - 1]?.at;
        return (
          <Group component="li" key={label} gap="xs">
            {index > 0 && <IconArrowRight size={14} aria-hidden />}
            <Text size="sm" c="dimmed">
              {label}
            </Text>
            {at === null ? (
              <Text size="sm" c="dimmed">
                {t('notYet')}
              </Text>
            ) : (
              <Text component="time" dateTime={at} size="sm" fw={500}>
                {formatTime(at)}
              </Text>
            )}
            {at !== null && before !== null && before !== undefined && (
              <Text size="sm" c="dimmed">
                (+{formatDuration((Date.parse(at) - Date.parse(before)) / 1000)})
              </Text>
            )}
          </Group>
        );
      })}
    </Group>
  );
}
