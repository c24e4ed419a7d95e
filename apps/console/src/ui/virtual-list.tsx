import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import classes from './virtual-list.module.css';

interface VirtualListProps {
  label: string;
  count: number;
  /** Pixels that a row has until it is measured. */
  rowHeight: number;
  row: (index: number) => ReactNode;
  keyOf?: (index: number) => string | number;
  /** The last row came in sight. */
  onEnd?: () => void;
  /** A row that stays there out of sight as well: what has the keyboard's focus would lose it. */
  keep?: number;
  /** Where rows need more room than the page has. */
  minWidth?: string;
  header?: ReactNode;
}

const SPARE_ROWS = 6;

/** A long list that scrolls within itself; only what is in sight is there. */
export function VirtualList(props: VirtualListProps) {
  const { label, count, rowHeight, row, keyOf, onEnd, keep, minWidth, header } = props;
  const viewport = useRef<HTMLDivElement>(null);
  const rangeExtractor = useCallback(
    (range: Range) => {
      const inSight = defaultRangeExtractor(range);
      if (keep === undefined || keep >= range.count || inSight.includes(keep)) return inSight;
      return [...inSight, keep].sort((a, b) => a - b);
    },
    [keep],
  );
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => viewport.current,
    estimateSize: () => rowHeight,
    overscan: SPARE_ROWS,
    rangeExtractor,
    ...(keyOf && { getItemKey: keyOf }),
  });
  const items = virtualizer.getVirtualItems();
  const isAtEnd = count > 0 && items.at(-1)?.index === count - 1;
  useEffect(() => {
    if (isAtEnd) onEnd?.();
  }, [isAtEnd, onEnd]);
  return (
    <div ref={viewport} className={classes['viewport']} tabIndex={0} role="region" aria-label={label}>
      <div style={{ minWidth }}>
        {header}
        <div
          role="list"
          aria-label={label}
          className={classes['list']}
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map((item) => (
            <div
              role="listitem"
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              aria-setsize={count}
              aria-posinset={item.index + 1}
              className={classes['row']}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row(item.index)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
