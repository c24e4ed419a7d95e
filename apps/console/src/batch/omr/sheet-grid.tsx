import { useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { SheetCard } from './sheet-card';
import classes from './sheet-grid.module.css';
import { SheetLine } from './sheet-line';
import { useSheets, type SheetStatus } from './sheets';
import { useOmrTexts } from './texts';

const CARD_PX = { width: 168, height: 280 };
const LINE_PX = 52;
const ROWS_AHEAD = 3;

interface SheetGridProps {
  batchId: string;
  status: SheetStatus | null;
  /** How many there are of that status. */
  count: number;
  isTable: boolean;
  onOpen(index: number): void;
}

/** Only the sheets on the screen are in the document, read and their pictures loaded: a batch may have tens of thousands. */
export function SheetGrid({ batchId, status, count, isTable, onOpen }: SheetGridProps) {
  const t = useOmrTexts();
  const { ref: sizeRef, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const columns = isTable ? 1 : Math.max(1, Math.floor(width / CARD_PX.width));
  const rowPx = isTable ? LINE_PX : CARD_PX.height;
  const virtualizer = useWindowVirtualizer({
    count: Math.ceil(count / columns),
    estimateSize: () => rowPx,
    overscan: ROWS_AHEAD,
    scrollMargin: place.current?.offsetTop ?? 0,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx, columns]);
  const rows = virtualizer.getVirtualItems();
  const first = (rows[0]?.index ?? 0) * columns;
  const last = Math.min(count, ((rows.at(-1)?.index ?? 0) + 1) * columns) - 1;
  const { sheetAt, error } = useSheets(batchId, status, first, Math.max(first, last));
  const places: number[] = [];
  for (let index = first; index <= last && width > 0; index++) places.push(index);
  const Item = isTable ? SheetLine : SheetCard;
  return (
    <div ref={place}>
      {error && <ErrorNote error={error} />}
      <div
        ref={sizeRef}
        role="list"
        aria-label={t('sheets')}
        className={classes['grid']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {places.map((index) => (
          <div
            key={index}
            role="listitem"
            aria-setsize={count}
            aria-posinset={index + 1}
            className={classes['cell']}
            style={{
              width: `${100 / columns}%`,
              height: rowPx,
              left: `${((index % columns) * 100) / columns}%`,
              top: Math.floor(index / columns) * rowPx,
            }}
          >
            <Item batchId={batchId} sheet={sheetAt(index)} onOpen={onOpen} />
          </div>
        ))}
      </div>
    </div>
  );
}
