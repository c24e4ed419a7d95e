import { Stack, Table, Text, Title } from '@mantine/core';
import { type ImportField } from './import-fields';
import { type Mapping } from './mapping';
import { useMappingTexts } from './texts';

interface MappingPreviewProps {
  fields: readonly ImportField[];
  columns: readonly string[];
  /** Cells in the order of the columns. */
  rows: readonly (readonly string[])[];
  mapping: Mapping;
}

const SHOWN_ROWS = 5;
const COLUMN_WIDTH = 150;

/** The first rows of a file under the names of the fields that they will be read as. */
export function MappingPreview({ fields, columns, rows, mapping }: MappingPreviewProps) {
  const t = useMappingTexts();
  const mapped = fields.flatMap((field) => {
    const column = mapping[field.name];
    return column === undefined ? [] : [{ field, column, at: columns.indexOf(column) }];
  });
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('preview')}
      </Title>
      {mapped.length === 0 ? (
        <Text c="dimmed">{t('previewEmpty')}</Text>
      ) : (
        <Table.ScrollContainer
          minWidth={60 + COLUMN_WIDTH * mapped.length}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('preview') } }}
        >
          <Table withTableBorder withColumnBorders fz="sm" className="numbers">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('row')}</Table.Th>
                {mapped.map(({ field, column }) => (
                  <Table.Th scope="col" key={field.name}>
                    {field.label}
                    <Text size="xs" c="dimmed">
                      ← {column}
                    </Text>
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.slice(0, SHOWN_ROWS).map((cells, row) => (
                <Table.Tr key={row}>
                  <Table.Td>{row + 1}</Table.Td>
                  {mapped.map(({ field, at }) => (
                    <Table.Td key={field.name}>
                      <Text size="sm" lineClamp={2}>
                        {cells[at]}
                      </Text>
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
