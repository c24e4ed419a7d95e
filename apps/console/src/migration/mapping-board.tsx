import { Alert, Badge, Button, Card, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../ui/error-note';
import { formatNumber } from '../ui/numbers';
import { FieldTarget } from './field-target';
import { type ImportPreview, type ImportType, type Mapping, readColumns } from './imports';
import classes from './mapping-board.module.css';
import { PreviewTable } from './preview-table';
import { useImportTexts } from './texts';

interface MappingBoardProps {
  type: ImportType;
  preview: ImportPreview;
  isSending: boolean;
  error: Error | null;
  onCreate(mapping: Mapping): void;
}

/** The kind of what is dragged, so that nothing else can be dropped on a field. */
export const COLUMN_DRAG = 'application/x-sluice-column';

/** Says which column of a file is which field, by dragging or by choosing, and shows what comes of it. */
export function MappingBoard({ type, preview, isSending, error, onCreate }: MappingBoardProps) {
  const t = useImportTexts();
  const fields = useQuery({
    queryKey: ['import-columns', type],
    queryFn: () => readColumns(type),
    staleTime: Infinity,
  });
  const [columnOf, setColumnOf] = useState(() => invert(preview.column_mapping));
  const [isChanged, setIsChanged] = useState(false);
  const assign = (field: string, column: string | null): void => {
    setIsChanged(true);
    setColumnOf((now) => {
      const others = Object.entries(now).filter(([name, taken]) => name !== field && taken !== column);
      return Object.fromEntries(column === null ? others : [...others, [field, column]]);
    });
  };
  if (fields.error) return <ErrorNote error={fields.error} onRetry={() => void fields.refetch()} />;
  if (!fields.data) return null;
  const used = new Set(Object.values(columnOf));
  const missing = fields.data.filter(({ name, required }) => required && columnOf[name] === undefined);
  return (
    <Stack gap="md">
      <div>
        <Group gap="sm">
          <Title order={2} size="h4">
            {t('mapping')}
          </Title>
          <Badge variant="default" tt="none" fw={500}>
            {t(isChanged ? 'given' : (preview.mapping_source as 'header'))}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {t('mappingHint')}
        </Text>
      </div>
      <Card withBorder padding="sm">
        <Text size="sm" fw={600} mb="xs" id="columns-of-file">
          {t('columnsOfFile')}
        </Text>
        <Group gap="xs" component="ul" m={0} p={0} aria-labelledby="columns-of-file">
          {preview.columns.map((column) => (
            <li
              key={column}
              className={classes['column']}
              data-used={used.has(column) || undefined}
              draggable
              onDragStart={(event) => event.dataTransfer.setData(COLUMN_DRAG, column)}
            >
              {column}
              {used.has(column) && (
                <Text span size="xs" c="dimmed">
                  {' '}
                  ({t('used')})
                </Text>
              )}
            </li>
          ))}
        </Group>
      </Card>
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
        {fields.data.map((field) => (
          <FieldTarget
            key={field.name}
            field={field}
            column={columnOf[field.name] ?? null}
            columns={preview.columns}
            firstValue={firstValueOf(preview, columnOf[field.name])}
            onAssign={(column) => assign(field.name, column)}
          />
        ))}
      </SimpleGrid>
      <PreviewTable preview={preview} fields={fields.data} columnOf={columnOf} />
      {missing.length > 0 && (
        <Alert color="yellow" role="status">
          {t('missing', { names: missing.map(({ label }) => label).join(', ') })}
        </Alert>
      )}
      {error && <ErrorNote error={error} />}
      <Group>
        <Button
          size="md"
          disabled={missing.length > 0}
          loading={isSending}
          onClick={() => onCreate(wholeMapping(preview.columns, columnOf))}
        >
          {t('create')} · {t('rows', { count: formatNumber(preview.total_rows) })}
        </Button>
        <Text size="sm" c="dimmed">
          {t('facts', {
            encoding: preview.encoding,
            delimiter: preview.delimiter === '\t' ? 'Tab' : preview.delimiter,
          })}
        </Text>
      </Group>
    </Stack>
  );
}

/** Field → column, from column → field. */
function invert(mapping: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(mapping).map(([column, field]) => [String(field), column]));
}

/** What is not said is told as well: a column that nobody took means nothing. */
function wholeMapping(columns: string[], columnOf: Record<string, string>): Mapping {
  const fieldOf = new Map(Object.entries(columnOf).map(([field, column]) => [column, field]));
  return Object.fromEntries(columns.map((column) => [column, fieldOf.get(column) ?? '']));
}

function firstValueOf(preview: ImportPreview, column: string | undefined): string | undefined {
  if (column === undefined) return undefined;
  const rows = preview.preview_rows as Record<string, string>[];
  return rows.map((row) => row[column] ?? '').find((value) => value !== '');
}
