import { Badge, Button, Table, Text } from '@mantine/core';
import { formatNumber } from '../../ui/numbers';
import { type ReportFile } from './claims';
import classes from './revenue-page.module.css';
import { useRevenueTexts } from './texts';

const COLOURS = { pending: 'gray', processing: 'blue', completed: 'green', error: 'red' } as const;
const KINDS_SHOWN = 3;

/** The files of a batch: how each was read, and what is wrong in it most. */
export function FileTable({ files, onOpen }: { files: ReportFile[]; onOpen(fileId: string): void }) {
  const t = useRevenueTexts();
  return (
    <Table.ScrollContainer type="native" minWidth={760} tabIndex={0} role="region" aria-label={t('files')}>
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
            <Table.Tr key={file.fileId}>
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
                {file.errors.map(({ message }, index) => (
                  <Text key={index} size="xs" className={classes['wrong'] ?? ''}>
                    {message}
                  </Text>
                ))}
                {file.errorSummary.slice(0, KINDS_SHOWN).map(({ code, column, count }) => (
                  <Text key={`${code} ${column}`} size="xs">
                    {column ?? ''} {code} × {formatNumber(count)}
                  </Text>
                ))}
              </Table.Td>
              <Table.Td>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`${t('look')}: ${file.filename}`}
                  onClick={() => onOpen(file.fileId)}
                >
                  {t('look')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
