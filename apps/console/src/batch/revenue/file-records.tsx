import { Checkbox, Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { Pages } from '../../ui/pages';
import { type ClaimRecord, PAGE_RECORDS, useRecords } from './claims';
import classes from './revenue-page.module.css';
import { useRevenueTexts } from './texts';

interface FileRecordsProps {
  batchId: string;
  fileId: string;
  hasWrong: boolean;
}

/** Records of a file in pages: wrong values are marked where they stand, and what is wrong is said beside them. */
export function FileRecords({ batchId, fileId, hasWrong }: FileRecordsProps) {
  const t = useRevenueTexts();
  const [onlyWrong, setOnlyWrong] = useState(hasWrong);
  const [page, setPage] = useState(1);
  const { data, error, isPlaceholderData } = useRecords(batchId, fileId, page, onlyWrong);
  if (error && !data) return <ErrorNote error={error} />;
  if (!data) return <Loader size="sm" />;
  return (
    <Stack gap="sm">
      <Checkbox
        label={t('onlyWrong')}
        checked={onlyWrong}
        onChange={(event) => {
          setOnlyWrong(event.currentTarget.checked);
          setPage(1);
        }}
      />
      {data.records.length === 0 ? (
        <Text c="dimmed">{t('noRecords')}</Text>
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={200 + data.columns.length * 90}
          tabIndex={0}
          role="region"
          aria-label={t('record')}
        >
          <Table withTableBorder fz="xs" opacity={isPlaceholderData ? 0.6 : 1}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('record')}</Table.Th>
                <Table.Th scope="col" miw={220}>
                  {t('errors')}
                </Table.Th>
                {data.columns.map(({ name }) => (
                  <Table.Th key={name} scope="col">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.records.map((record) => (
                <RecordRow
                  key={record.rowNumber}
                  record={record}
                  columns={data.columns.map(({ name }) => name)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Pages
        label={t('page')}
        total={data.pagination.total}
        perPage={PAGE_RECORDS}
        page={page}
        onChange={setPage}
      />
    </Stack>
  );
}

function RecordRow({ record, columns }: { record: ClaimRecord; columns: string[] }) {
  const data = record.data as Record<string, string | number | boolean | null>;
  const wrong = new Set(record.errors.map(({ column }) => column));
  return (
    <Table.Tr>
      <Table.Th scope="row" className="numbers">
        {record.rowNumber}
      </Table.Th>
      <Table.Td>
        {record.errors.map(({ column, message }, index) => (
          <Text key={index} size="xs" className={classes['wrong'] ?? ''}>
            {column === null ? '' : `${column}: `}
            {message}
          </Text>
        ))}
      </Table.Td>
      {columns.map((name) => (
        <Table.Td key={name} className={`${classes['value']} ${wrong.has(name) ? classes['wrong'] : ''}`}>
          {wrong.has(name) ? <b>{String(data[name] ?? '–')}</b> : String(data[name] ?? '')}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
