import { Text, VisuallyHidden } from '@mantine/core';
import { type ReactNode } from 'react';
import { formatTime } from '../ui/numbers';
import classes from './content-table.module.css';
import { type Content } from './contents';
import { stxOf } from './stx';
import { useContentsTexts } from './texts';

interface ContentRowProps {
  content: Content;
  isChosen: boolean;
  /** The box that chooses it. */
  children: ReactNode;
}

export function ContentRow({ content, isChosen, children }: ContentRowProps) {
  const t = useContentsTexts();
  return (
    <div className={classes['row']} data-chosen={isChosen || undefined}>
      <span>{children}</span>
      <div>
        <Text size="sm" fw={500}>
          {content.title}
        </Text>
        <Note>{content.contentId}</Note>
      </div>
      <Cell name={t('kind')}>{content.contentType}</Cell>
      <Cell name={t('price')}>
        <span className="numbers">{stxOf(content.price)}</span>
      </Cell>
      <Cell name={t('chain')}>
        <ChainState content={content} />
      </Cell>
      <Cell name={t('state')}>
        {t(content.isRemoved ? 'gone' : 'live')}
        {content.isRemoved && content.removalReason !== null && <Note>{content.removalReason}</Note>}
      </Cell>
      <Cell name={t('changed')}>{formatTime(content.updatedAt)}</Cell>
    </div>
  );
}

/** Under a heading that is out of sight or cannot be seen: so it is read out before the value. */
function Cell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <VisuallyHidden>{name}: </VisuallyHidden>
      {children}
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}

/** Whether the chain has the price that stands here. */
function ChainState({ content: { chain, price } }: { content: Content }) {
  const t = useContentsTexts();
  if (chain === null) return t('noCall');
  const isOther = chain.state === 'confirmed' && String(chain.price) !== String(price);
  return (
    <>
      {t(isOther ? 'otherPrice' : chain.state)}
      <Text size="xs" c="dimmed" ff="monospace" truncate title={chain.txid}>
        {chain.txid}
      </Text>
    </>
  );
}
