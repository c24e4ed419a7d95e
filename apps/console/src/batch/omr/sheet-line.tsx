import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import { type SheetProps } from './sheet-card';
import classes from './sheet-grid.module.css';
import { useOmrTexts } from './texts';

/** A sheet as a line of a list. */
export function SheetLine({ sheet, onOpen }: SheetProps) {
  const t = useOmrTexts();
  if (!sheet) return <Skeleton height="60%" />;
  return (
    <UnstyledButton className={classes['line']} onClick={() => onOpen(sheet.index)}>
      <Text size="sm" c="dimmed" className="numbers">
        {sheet.index}
      </Text>
      <Text size="sm" fw={600} truncate>
        {sheet.filename}
      </Text>
      <Text size="sm" className={sheet.status === 'failed' ? classes['why'] : ''}>
        {t(sheet.status)}
      </Text>
      <Text size="sm" c={sheet.error === null ? 'dimmed' : 'inherit'} truncate>
        {sheet.error ?? sheet.qr_text ?? ''}
      </Text>
    </UnstyledButton>
  );
}
