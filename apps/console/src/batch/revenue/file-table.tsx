import { Badge, Button, Checkbox, Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { Pages } from '../../ui/pages';
import { type ClaimFile, type ErrorKind, PAGE_FILES, useClaimFiles } from './claims';
import classes from './revenue-page.module.css';
import { useRevenueTexts } from './texts';

const COLOURS = { pending: 'gray', processing: 'blue', completed: 'green', error: 'red' } as const;
const KINDS_SHOWN = 3;

interface FileTableProps {
  batchId: string;
  /** What is wrong with the records of a file; the report knows it of the first files of a batch. */
  kindsOf: ReadonlyMap<string, ErrorKind[]>;
  onOpen(fileId: string): void;
}

/** The files of a batch: how each was read, and what is wrong in it most. */
export function FileTable({ batchId, kindsOf, onOpen }: FileTableProps) {
  const t = useRevenueTexts();
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [page, setPage] = useState(1);
  const { data, error } = useClaimFiles(batchId, page, onlyFailed);
  if (error && !data) return <ErrorNote error={error} />;
  if (!data) return <Loader size="sm" />;
  const { files, pagination } = data;
  return (
    <Stack gap="sm">
      <Checkbox
        label={t('onlyFailed')}
        checked={onlyFailed}
        onChange={(event) => {
          setOnlyFailed(event.currentTarget.checked);
          setPage(1);
        }}
      />
      {files.length === 0 && <Text c="dimmed">{t('noFiles')}</Text>}
      {files.length > 0 && (
        <Table.ScrollContainer
          type="native"
          minWidth={760}
          tabIndex={0}
          role="region"
          aria-label={t('files')}
        >
          <Table striped withTableBorder verticalSpacing="xs" fz="sm">
            <Table.Thead>
              <Table.Tr>
                {(['file', 'table', 'state', 'right', 'wrong', 'faults'] as const).map((name) => (
                  <Table.Th key={name} scope="col">
                    {t(name)}
                  </Table.Th>
                ))}
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {files.map((file) => (
                <FileRow
                  key={file.id}
                  file={file}
                  kinds={kindsOf.get(file.id) ?? []}
                  onOpen={() => onOpen(file.id)}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Pages label={t('page')} total={pagination.total} perPage={PAGE_FILES} page={page} onChange={setPage} />
    </Stack>
  );
}

interface FileRowProps {
  file: ClaimFile;
  kinds: ErrorKind[];
  onOpen(): void;
}

function FileRow({ file, kinds, onOpen }: FileRowProps) {
  const t = useRevenueTexts();
  return (
    <Table.Tr>
      <Table.Th scope="row">{file.filename}</Table.Th>
      <Table.Td>{file.claimTable ?? file.fileType}</Table.Td>
      <Table.Td>
        <Badge variant="outline" color={`${COLOURS[file.status]}.8`} c="inherit" tt="none">
          {t(file.status)}
        </Badge>
      </Table.Td>
      <Table.Td className="numbers">{formatNumber(file.validRecords)}</Table.Td>
      <Table.Td className={file.invalidRecords > 0 ? `numbers ${classes['wrong']}` : 'numbers'}>
        {formatNumber(file.invalidRecords)}
      </Table.Td>
      <Table.Td>
        {file.errors.map(({ message, detail }, index) => (
          <Text key={index} size="xs" className={classes['wrong'] ?? ''}>
            {detail === undefined ? message : `${message}: ${detail}`}
          </Text>
        ))}
        {kinds.slice(0, KINDS_SHOWN).map(({ code, column, severity, count }) => (
          <Text key={`${code} ${column} ${severity}`} size="xs">
            {severity === 'warning' ? `${t('warning')}: ` : ''}
            {column ?? ''} {code} × {formatNumber(count)}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t('look')}: ${file.filename}`}
          onClick={onOpen}
        >
          {t('look')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
