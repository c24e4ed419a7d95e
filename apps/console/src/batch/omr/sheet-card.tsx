import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import { usePicture } from '../../ui/use-picture';
import classes from './sheet-grid.module.css';
import { type Sheet, thumbnailPath } from './sheets';
import { useOmrTexts } from './texts';

export interface SheetProps {
  batchId: string;
  /** undefined until it is read. */
  sheet: Sheet | undefined;
  onOpen(index: number): void;
}

/** A sheet as a picture, with the text of its code or why it failed. */
export function SheetCard({ batchId, sheet, onOpen }: SheetProps) {
  const t = useOmrTexts();
  const { url, error } = usePicture(sheet && thumbnailPath(batchId, sheet));
  if (!sheet) return <Skeleton height="100%" />;
  return (
    <UnstyledButton
      className={classes['card']}
      data-status={sheet.status}
      onClick={() => onOpen(sheet.index)}
    >
      <span className={classes['picture']}>
        {url !== undefined ? (
          <img src={url} alt="" decoding="async" />
        ) : (
          <Text size="xs" c="dimmed" component="span">
            {sheet.status === 'pending' ? t('pending') : error || sheet.width === null ? t('noPicture') : ''}
          </Text>
        )}
      </span>
      <span className={classes['words']}>
        <Text size="xs" fw={600} truncate>
          {sheet.index} · {sheet.filename}
        </Text>
        {sheet.error === null ? (
          <Text size="xs" c="dimmed" lineClamp={2}>
            {sheet.qr_text ?? (sheet.status === 'processed' ? t('noCode') : '')}
          </Text>
        ) : (
          <Text size="xs" className={classes['why']} lineClamp={2}>
            {sheet.error}
          </Text>
        )}
      </span>
    </UnstyledButton>
  );
}
