import { Checkbox, Table, Text } from '@mantine/core';
import { formatTime } from '../ui/numbers';
import { type Content } from './contents';
import { stxOf } from './stx';
import { useContentsTexts } from './texts';

interface ContentTableProps {
  rows: Content[];
  chosen: ReadonlySet<string>;
  canChoose: boolean;
  onChoose(chosen: ReadonlySet<string>): void;
}

export function ContentTable({ rows, chosen, canChoose, onChoose }: ContentTableProps) {
  const t = useContentsTexts();
  const live = rows.filter(({ isRemoved }) => !isRemoved);
  const isAll = live.length > 0 && live.every(({ contentId }) => chosen.has(contentId));
  const toggle = (id: string): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  return (
    <Table.ScrollContainer type="native" minWidth={640} tabIndex={0} role="region" aria-label={t('list')}>
      <Table striped withTableBorder verticalSpacing="xs" fz="sm">
        <Table.Thead>
          <Table.Tr>
            {canChoose && (
              <Table.Td w={44}>
                <Checkbox
                  aria-label={t('selectAll')}
                  checked={isAll}
                  indeterminate={!isAll && chosen.size > 0}
                  onChange={() => onChoose(new Set(isAll ? [] : live.map(({ contentId }) => contentId)))}
                />
              </Table.Td>
            )}
            {(['titleColumn', 'kind', 'price', 'chain', 'state', 'changed'] as const).map((name) => (
              <Table.Th key={name} scope="col">
                {t(name)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((content) => (
            <Table.Tr key={content.contentId}>
              {canChoose && (
                <Table.Td>
                  <Checkbox
                    aria-label={t('select', { title: content.title })}
                    disabled={content.isRemoved}
                    checked={chosen.has(content.contentId)}
                    onChange={() => toggle(content.contentId)}
                  />
                </Table.Td>
              )}
              <Table.Th scope="row" fw={500}>
                {content.title}
                <Text size="xs" c="dimmed">
                  {content.contentId}
                </Text>
              </Table.Th>
              <Table.Td>{content.contentType}</Table.Td>
              <Table.Td className="numbers">{stxOf(content.price)}</Table.Td>
              <Table.Td>
                <ChainState content={content} />
              </Table.Td>
              <Table.Td>
                {t(content.isRemoved ? 'gone' : 'live')}
                {content.removalReason !== null && content.isRemoved && (
                  <Text size="xs" c="dimmed">
                    {content.removalReason}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{formatTime(content.updatedAt)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Whether the chain has the price that stands here. */
function ChainState({ content: { chain, price } }: { content: Content }) {
  const t = useContentsTexts();
  if (chain === null) return <Text size="sm">{t('noCall')}</Text>;
  const isOther = chain.state === 'confirmed' && String(chain.price) !== String(price);
  return (
    <>
      <Text size="sm">{t(isOther ? 'otherPrice' : chain.state)}</Text>
      <Text size="xs" c="dimmed" ff="monospace" truncate maw={160} title={chain.txid}>
        {chain.txid}
      </Text>
    </>
  );
}
