import { Anchor, Box, Center, Group, Loader, Progress, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { formatAge, formatNumber, formatTime } from '../ui/numbers';
import { StateBadge } from '../ui/state-badge';
import { type Batch, isActive } from './overview';
import { percentOf } from './percent';
import classes from './batch-rows.module.css';
import { useBatchesTexts } from './texts';

const ROW_PX = 56;
/** On a phone a row has two lines. */
const NARROW_ROW_PX = 92;
const ROWS_AHEAD = 12;
const FAILED_COLOUR = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))';

interface BatchRowsProps {
  rows: Batch[];
  hasMore: boolean;
  isLoadingMore: boolean;
  onNearEnd(): void;
}

/** Only what is on the screen is in the document, however long the list. */
export function BatchRows({ rows, hasMore, isLoadingMore, onNearEnd }: BatchRowsProps) {
  const t = useBatchesTexts();
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false;
  const list = useRef<HTMLDivElement>(null);
  const rowPx = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowPx,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: ROWS_AHEAD,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && last >= rows.length - ROWS_AHEAD) onNearEnd();
  }, [hasMore, isLoadingMore, last, rows.length, onNearEnd]);
  return (
    <Box>
      <div
        ref={list}
        role="list"
        aria-label={t('list')}
        className={classes['list']}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ index, key, start }) => (
          <div
            key={key}
            role="listitem"
            aria-setsize={hasMore ? -1 : rows.length}
            aria-posinset={index + 1}
            className={classes['row']}
            style={{ height: rowPx, transform: `translateY(${start - virtualizer.options.scrollMargin}px)` }}
          >
            <BatchRow batch={rows[index] as Batch} />
          </div>
        ))}
      </div>
      <Center py="md">
        {isLoadingMore ? <Loader size="sm" /> : !hasMore && <Text c="dimmed">{t('end')}</Text>}
      </Center>
    </Box>
  );
}

/** Drawn again only when its batch has changed, or scrolling would draw all that is on the screen at each step. */
const BatchRow = memo(function BatchRow({ batch }: { batch: Batch }) {
  const t = useBatchesTexts();
  const percent = percentOf(batch);
  const counts =
    batch.total === null
      ? ''
      : `${formatNumber(batch.done + batch.failed)} / ${formatNumber(batch.total)} ${t(batch.unit)}`;
  return (
    <div className={classes['cells']}>
      <div className={classes['name']}>
        <Anchor
          component={Link}
          href={`/batches/${batch.system}/${encodeURIComponent(batch.id)}`}
          fw={600}
          truncate
          display="block"
          title={batch.name}
        >
          {batch.name === '' ? batch.id : batch.name}
        </Anchor>
        <Text size="xs" c="dimmed" truncate>
          {t(batch.system)}
        </Text>
      </div>
      <div className={classes['state']}>
        <StateBadge state={batch.state} />
      </div>
      <div className={classes['progress']}>
        <Progress
          value={percent}
          color={batch.failed > 0 ? 'yellow.7' : isActive(batch) ? 'blue' : 'green'}
          striped={batch.state === 'working'}
          animated={batch.state === 'working'}
          size="sm"
          aria-label={`${t('progress')}: ${batch.name}`}
        />
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text size="xs" c="dimmed" className="numbers" truncate>
            {counts}
          </Text>
          {batch.failed > 0 && (
            <Text size="xs" c={FAILED_COLOUR} className="numbers" truncate>
              {t('failedCount', { count: formatNumber(batch.failed) })}
            </Text>
          )}
        </Group>
      </div>
      <Text
        component="time"
        size="sm"
        c="dimmed"
        className={classes['when']}
        title={formatTime(batch.created_at)}
        dateTime={batch.created_at}
        truncate
      >
        {formatAge(batch.created_at)}
      </Text>
      <Text size="sm" c="dimmed" className={classes['owner']} truncate>
        {batch.owner.username}
      </Text>
    </div>
  );
});
