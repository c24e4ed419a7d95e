import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote } from '../ui/error-note';
import { formatNumber } from '../ui/numbers';
import { type ImportType, useImportFields } from './import-fields';
import { useImportTexts } from './import-texts';
import { type ImportPreview } from './imports';
import { columnMappingOf, followed, mappingFrom, type Suggestion } from './mapping';
import { isUsable, MappingEditor, type MappingSource } from './mapping-editor';

interface NewMappingProps {
  type: ImportType;
  preview: ImportPreview;
  isSending: boolean;
  error: Error | null;
  /** @param columnMapping column of the file → field */
  onCreate(columnMapping: Record<string, string>): void;
}

/** The columns of a file that is not taken in yet; what the API guesses stands there already. */
export function NewMapping({ type, preview, isSending, error, onCreate }: NewMappingProps) {
  const t = useImportTexts();
  const fields = useImportFields(type);
  const { columns, encoding, delimiter } = preview;
  const suggestions: readonly Suggestion[] = preview.suggested_mapping ?? [];
  const [mapping, setMapping] = useState(() => followed(mappingFrom(preview.column_mapping), suggestions));
  const rows = (preview.preview_rows as Record<string, string>[]).map((row) =>
    columns.map((column) => row[column] ?? ''),
  );
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h4">
          {t('mapping')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('facts', { encoding, delimiter: delimiter === '\t' ? 'Tab' : delimiter })}
        </Text>
      </div>
      <MappingEditor
        importType={type}
        columns={columns}
        rows={rows}
        mapping={mapping}
        onChange={setMapping}
        suggestions={suggestions}
        source={preview.mapping_source as MappingSource}
      />
      {error && <ErrorNote error={error} />}
      <Group>
        <Button
          size="md"
          disabled={!isUsable(fields, mapping)}
          loading={isSending}
          onClick={() => onCreate(columnMappingOf(columns, mapping))}
        >
          {t('create')} · {t('rows', { count: formatNumber(preview.total_rows) })}
        </Button>
      </Group>
    </Stack>
  );
}
