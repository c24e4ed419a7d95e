import { Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { Pages } from '../../ui/pages';
import { PAGE_CONTACTS, useRejections } from './contacts';
import { useAudienceTexts } from './texts';

/** Records that stayed out, and why. */
export function Rejections({ id }: { id: string }) {
  const t = useAudienceTexts();
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useRejections(id, page);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader />;
  if (data.total === 0) return <Text c="dimmed">{t('noRejections')}</Text>;
  return (
    <Stack gap="sm">
      <Table.ScrollContainer
        type="native"
        minWidth={680}
        tabIndex={0}
        role="region"
        aria-label={t('rejections')}
      >
        <Table striped withTableBorder fz="sm">
          <Table.Thead>
            <Table.Tr>
              {(['record', 'field', 'reason', 'value'] as const).map((name) => (
                <Table.Th key={name} scope="col">
                  {t(name)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.rejections.map(({ record, field, message, received }, place) => (
              <Table.Tr key={place}>
                <Table.Th scope="row" className="numbers">
                  {formatNumber(record)}
                </Table.Th>
                <Table.Td>{field}</Table.Td>
                <Table.Td>{message}</Table.Td>
                <Table.Td ff="monospace" fz="xs">
                  {received}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Pages label={t('page')} total={data.total} perPage={PAGE_CONTACTS} page={page} onChange={setPage} />
    </Stack>
  );
}
