import { Button, Group, Text } from '@mantine/core';
import { useOperationsTexts } from './texts';

interface PagerProps {
  number: number;
  onNewer?: (() => void) | undefined;
  onOlder?: (() => void) | undefined;
  /** Of lists that are oldest first the words are turned round. */
  words?: { back: string; on: string };
}

/** From page to page; not shown where there is only one. */
export function Pager({ number, onNewer, onOlder, words }: PagerProps) {
  const t = useOperationsTexts();
  if (!onNewer && !onOlder) return null;
  return (
    <Group component="nav" aria-label={t('pages')} justify="center" gap="sm">
      <Button variant="default" size="xs" aria-disabled={!onNewer} data-disabled={!onNewer} onClick={onNewer}>
        {words?.back ?? t('newer')}
      </Button>
      <Text size="sm" c="dimmed" aria-live="polite">
        {t('page', { page: number })}
      </Text>
      <Button variant="default" size="xs" aria-disabled={!onOlder} data-disabled={!onOlder} onClick={onOlder}>
        {words?.on ?? t('older')}
      </Button>
    </Group>
  );
}
