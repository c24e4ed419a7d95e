import { Checkbox, Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { Pages } from '../../ui/pages';
import { type ClaimFile, type ClaimRecord, PAGE_RECORDS, useRecords } from './claims';
import classes from './revenue-page.module.css';
import { useRevenueTexts } from './texts';

interface FileRecordsProps {
  batchId: string;
  file: ClaimFile;
}

const MARKS = { error: 'wrong', warning: 'doubtful' } as const;

/** Records of a file in pages: wrong values are marked where they stand, and what is wrong is said beside them. */
export function FileRecords({ batchId, file }: FileRecordsProps) {
  const t = useRevenueTexts();
  const [onlyWrong, setOnlyWrong] = useState(file.invalidRecords > 0);
  const [page, setPage] = useState(1);
  const { data, error, isPlaceholderData } = useRecords(batchId, file.id, page, onlyWrong);
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
  const t = useRevenueTexts();
  const data = record.data as Record<string, string | number | boolean | null>;
  // Of a column with both, the error is what counts.
  const marks = new Map(
    [...record.errors]
      .sort((a, b) => b.severity.localeCompare(a.severity))
      .map(({ column, severity }) => [column, MARKS[severity]]),
  );
  return (
    <Table.Tr>
      <Table.Th scope="row" className="numbers">
        {record.rowNumber}
      </Table.Th>
      <Table.Td>
        {record.errors.map(({ column, message, severity }, index) => (
          <Text key={index} size="xs" className={classes[MARKS[severity]] ?? ''}>
            {severity === 'warning' ? `${t('warning')}: ` : ''}
            {column === null ? '' : `${column}: `}
            {message}
          </Text>
        ))}
      </Table.Td>
      {columns.map((name) => {
        const mark = marks.get(name);
        if (mark === undefined)
          return (
            <Table.Td key={name} className={classes['value'] ?? ''}>
              {String(data[name] ?? '')}
            </Table.Td>
          );
        return (
          <Table.Td key={name} className={`${classes['value']} ${classes[mark]}`}>
            <b>{String(data[name] ?? '–')}</b>
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
