import { Group, Pagination, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { type Job, PAGE_ERRORS, useErrors } from './jobs';
import classes from './migration-page.module.css';
import { useMigrationTexts } from './texts';

/** Row by row what is wrong: the value, and beside it what was expected. */
export function RowErrors({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const [warnings, setWarnings] = useState(job.invalid_rows === 0);
  const [page, setPage] = useState(1);
  const { data, error, isPlaceholderData } = useErrors(job.id, page, warnings);
  const pages = Math.max(1, Math.ceil((data?.total ?? 0) / PAGE_ERRORS));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4" id="row-errors">
          {t(warnings ? 'warnings' : 'errors')}
        </Title>
        <SegmentedControl
          aria-labelledby="row-errors"
          data={[
            { value: 'errors', label: t('errors') },
            { value: 'warnings', label: t('warnings') },
          ]}
          value={warnings ? 'warnings' : 'errors'}
          onChange={(value) => {
            setWarnings(value === 'warnings');
            setPage(1);
          }}
        />
      </Group>
      {error && <ErrorNote error={error} />}
      {data && data.total === 0 && <Text c="dimmed">{t('noErrors')}</Text>}
      {data && data.total > 0 && (
        <Table.ScrollContainer
          type="native"
          minWidth={720}
          tabIndex={0}
          role="region"
          aria-labelledby="row-errors"
        >
          <Table striped withTableBorder fz="sm" opacity={isPlaceholderData ? 0.6 : 1}>
            <Table.Thead>
              <Table.Tr>
                {(['row', 'field', 'value', 'expected', 'message'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(name)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.data.map((line) => (
                <Table.Tr key={line.id}>
                  <Table.Td className="numbers">{formatNumber(line.row_number)}</Table.Td>
                  <Table.Td>{line.field_name}</Table.Td>
                  <Table.Td className={classes['wrong']}>{line.received_value ?? '–'}</Table.Td>
                  <Table.Td>{line.expected_format}</Table.Td>
                  <Table.Td>{line.error_message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {pages > 1 && (
        <Pagination
          total={pages}
          value={page}
          onChange={setPage}
          getItemProps={(number) => ({ 'aria-label': `${t('page')} ${number}` })}
          getControlProps={(control) => ({ 'aria-label': `${t('page')}: ${control}` })}
        />
      )}
    </Stack>
  );
}
