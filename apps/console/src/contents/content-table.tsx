import { Checkbox } from '@mantine/core';
import { type ChangeEvent, type KeyboardEvent, useState } from 'react';
import { flushSync } from 'react-dom';
import { VirtualList } from '../ui/virtual-list';
import { ContentRow } from './content-row';
import classes from './content-table.module.css';
import { type Content } from './contents';
import { chooseRows, nextToChoose } from './selection';
import { useContentsTexts } from './texts';

const ROW_HEIGHT = 58;
const COLUMNS = ['titleColumn', 'kind', 'price', 'chain', 'state', 'changed'] as const;
const STEPS: Record<string, 1 | -1> = { ArrowDown: 1, ArrowUp: -1 };

interface ContentTableProps {
  rows: Content[];
  chosen: ReadonlySet<string>;
  canChoose: boolean;
  onChoose(chosen: ReadonlySet<string>): void;
  /** The last row came in sight. */
  onEnd(): void;
}

/**
 * Contents, however many: what is out of sight is not in the document. Tab leads to one of the boxes, arrows to those above
 * and below, the space bar and Shift choose as a mouse does.
 */
export function ContentTable({ rows, chosen, canChoose, onChoose, onEnd }: ContentTableProps) {
  const t = useContentsTexts();
  // By ids: rows move when the list is read again.
  const [clicked, setClicked] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const placeOf = (id?: string): number => rows.findIndex(({ contentId }) => contentId === id);
  const live = rows.filter(({ isRemoved }) => !isRemoved);
  const isAll = live.length > 0 && live.every(({ contentId }) => chosen.has(contentId));
  const focusedAt = placeOf(focused);
  const tabAt = focusedAt >= 0 ? focusedAt : nextToChoose(rows, -1, 1);

  function choose(at: number, event: ChangeEvent): void {
    // A box changes by a click, also where a key has clicked it.
    const from = (event.nativeEvent as MouseEvent).shiftKey ? placeOf(clicked) : -1;
    onChoose(chooseRows(rows, chosen, at, from >= 0 ? from : at));
    setClicked(rows[at]?.contentId);
  }

  function move(at: number, event: KeyboardEvent<HTMLInputElement>): void {
    const step = STEPS[event.key];
    const next = step && nextToChoose(rows, at, step);
    if (next === undefined) return;
    event.preventDefault();
    const list = event.currentTarget.closest('[role=list]');
    // The row has to be there before it can have the focus.
    flushSync(() => setFocused(rows[next]?.contentId));
    list?.querySelector<HTMLInputElement>(`[data-place="${next}"]`)?.focus();
  }

  return (
    <VirtualList
      label={t('list')}
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      minWidth="52rem"
      keyOf={(index) => rows[index]?.contentId ?? index}
      {...(canChoose && tabAt !== undefined && { keep: tabAt })}
      onEnd={onEnd}
      header={
        <div className={`${classes['row']} ${classes['header']}`}>
          <span>
            {canChoose && (
              <Checkbox
                size="xs"
                aria-label={t('selectAll')}
                checked={isAll}
                indeterminate={!isAll && chosen.size > 0}
                onChange={() => onChoose(new Set(isAll ? [] : live.map(({ contentId }) => contentId)))}
              />
            )}
          </span>
          {COLUMNS.map((name) => (
            <span key={name} aria-hidden>
              {t(name)}
            </span>
          ))}
        </div>
      }
      row={(index) => {
        const content = rows[index] as Content;
        const isChosen = chosen.has(content.contentId);
        return (
          <ContentRow content={content} isChosen={isChosen}>
            {canChoose && (
              <Checkbox
                size="xs"
                data-place={index}
                tabIndex={index === tabAt ? 0 : -1}
                aria-label={t('select', { title: content.title })}
                disabled={content.isRemoved}
                checked={isChosen}
                onChange={(event) => choose(index, event)}
                onFocus={() => setFocused(content.contentId)}
                onKeyDown={(event) => move(index, event)}
              />
            )}
          </ContentRow>
        );
      }}
    />
  );
}
