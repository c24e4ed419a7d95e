import { ActionIcon, Box, Center, Group, Loader, Modal, Stack, Table, Text } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { usePicture } from '../../ui/use-picture';
import classes from './sheet-dialog.module.css';
import { imagePath, type Sheet, useSheets } from './sheets';
import { useOmrTexts } from './texts';

interface SheetDialogProps {
  batchId: string;
  /** From 1. */
  index: number;
  total: number;
  /** To another sheet; 0 closes. */
  onMove(index: number): void;
}

/** One sheet, large, with all that was read of it; arrow keys go to the next. */
export function SheetDialog({ batchId, index, total, onMove }: SheetDialogProps) {
  const t = useOmrTexts();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const { sheetAt } = useSheets(batchId, null, index - 1, index - 1);
  const sheet = sheetAt(index - 1);
  const { url, error } = usePicture(imagePath(batchId, index));
  const move = (step: number): void => {
    const next = index + step;
    if (next >= 1 && next <= total) onMove(next);
  };
  useHotkeys([
    ['ArrowLeft', () => move(-1)],
    ['ArrowRight', () => move(1)],
  ]);
  return (
    <Modal
      opened
      onClose={() => onMove(0)}
      size="xl"
      fullScreen={isNarrow}
      title={t('sheet', { index })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <div className={classes['sides']}>
          <Box className={classes['picture']}>
            {url !== undefined ? (
              <img src={url} alt={t('sheet', { index })} />
            ) : (
              <Center h={300}>{error ? <Text c="dimmed">{t('noPicture')}</Text> : <Loader />}</Center>
            )}
          </Box>
          {sheet && <SheetFacts sheet={sheet} />}
        </div>
        <Group justify="space-between">
          <ActionIcon
            variant="default"
            size="lg"
            disabled={index <= 1}
            aria-label={t('previous')}
            onClick={() => move(-1)}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <Text size="sm" c="dimmed" className="numbers" aria-live="polite">
            {index} / {total}
          </Text>
          <ActionIcon
            variant="default"
            size="lg"
            disabled={index >= total}
            aria-label={t('next')}
            onClick={() => move(1)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </Stack>
    </Modal>
  );
}

function SheetFacts({ sheet }: { sheet: Sheet }) {
  const t = useOmrTexts();
  const facts: [string, string | null][] = [
    [t('status'), t(sheet.status)],
    [t('why'), sheet.error],
    [t('qr'), sheet.qr_text],
    [t('task'), sheet.task_id],
    [t('file'), sheet.filename],
    [t('page'), String(sheet.page)],
    [t('size'), sheet.width === null ? null : `${sheet.width} × ${sheet.height}`],
  ];
  return (
    <Table className={classes['facts']} variant="vertical" layout="auto">
      <Table.Tbody>
        {facts
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}
