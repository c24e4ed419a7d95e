import { Table, Title } from '@mantine/core';
import { type ImportColumn, type ImportPreview } from './imports';
import { useImportTexts } from './texts';

interface PreviewTableProps {
  preview: ImportPreview;
  fields: ImportColumn[];
  columnOf: Record<string, string>;
}

/** The first rows of the file, under the names of the fields they will go into. */
export function PreviewTable({ preview, fields, columnOf }: PreviewTableProps) {
  const t = useImportTexts();
  const mapped = fields.filter(({ name }) => columnOf[name] !== undefined);
  const rows = preview.preview_rows as Record<string, string>[];
  if (mapped.length === 0 || rows.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h5" id="preview-title">
        {t('preview')}
      </Title>
      <Table.ScrollContainer
        type="native"
        minWidth={mapped.length * 130}
        tabIndex={0}
        role="region"
        aria-labelledby="preview-title"
      >
        <Table striped withTableBorder fz="sm">
          <Table.Thead>
            <Table.Tr>
              {mapped.map(({ name, label }) => (
                <Table.Th key={name} scope="col">
                  {label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, index) => (
              <Table.Tr key={index}>
                {mapped.map(({ name }) => (
                  <Table.Td key={name}>{row[columnOf[name] ?? ''] ?? ''}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}
