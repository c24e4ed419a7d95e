import { ActionIcon, Group, Paper, ScrollArea, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { formatBytes } from '../ui/numbers';
import { useUploadTexts } from './texts';

/** What will be sent. */
export function ChosenFiles({ files, onRemove }: { files: File[]; onRemove(file: File): void }) {
  const t = useUploadTexts();
  if (files.length === 0) return null;
  return (
    <Paper withBorder p="xs">
      <ScrollArea.Autosize mah={260} viewportProps={{ tabIndex: 0, 'aria-label': t('chosen'), role: 'list' }}>
        {files.map((file) => (
          <Group
            key={`${file.name} ${file.size}`}
            role="listitem"
            justify="space-between"
            wrap="nowrap"
            px="xs"
          >
            <Text size="sm" truncate>
              {file.name}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed" className="numbers">
                {formatBytes(file.size)}
              </Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('remove', { name: file.name })}
                onClick={() => onRemove(file)}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          </Group>
        ))}
      </ScrollArea.Autosize>
    </Paper>
  );
}
