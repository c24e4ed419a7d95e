import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { ColumnChips } from './column-chips';
import { FieldTarget } from './field-target';
import { type ImportField, type ImportType, useImportFields } from './import-fields';
import {
  doubledColumns,
  followed,
  isReason,
  type Mapping,
  missingFields,
  openSuggestions,
  type Suggestion,
  withColumn,
} from './mapping';
import classes from './mapping-editor.module.css';
import { MappingPreview } from './mapping-preview';
import { useMappingTexts } from './texts';

export type MappingSource = 'given' | 'parent' | 'remembered' | 'header';

interface MappingEditorProps {
  importType: ImportType;
  columns: readonly string[];
  /** The first rows, cells in the order of the columns. */
  rows: readonly (readonly string[])[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
  suggestions?: readonly Suggestion[];
  /** Where the first mapping came from. */
  source?: MappingSource | undefined;
}

const SOURCE_TEXTS = { parent: 'parent', remembered: 'remembered', header: 'byHeader' } as const;
/** From here on the API takes a column for a field without being asked. */
const SURE = 0.95;

/** Says which column of a file is which field of an import, by drag or by choice, and shows what will be read. */
export function MappingEditor(props: MappingEditorProps) {
  const { importType, columns, rows, mapping, onChange, suggestions = [], source } = props;
  const t = useMappingTexts();
  const [dragged, setDragged] = useState<string | null>(null);
  const fields = useImportFields(importType);
  const [ordered] = useState(() => inOrderOfUse(fields, mapping));
  const choices = columns.filter((column) => !isReason(column));
  const open = openSuggestions(mapping, suggestions);
  const doubled = doubledColumns(mapping);
  const used = new Set(Object.values(mapping));
  const ignored = choices.filter((column) => !used.has(column));
  return (
    <Stack gap="md">
      <Text size="sm">
        {source !== undefined && source !== 'given' && `${t(SOURCE_TEXTS[source])} `}
        {t('columnsHint')}
      </Text>
      <div className={classes['sides']}>
        <ColumnChips columns={columns} rows={rows} fields={fields} mapping={mapping} onDrag={setDragged} />
        <Stack gap="xs">
          <Group justify="space-between">
            <Title order={3} size="h5">
              {t('fields')}
            </Title>
            {open.length > 0 && (
              <Button
                size="compact-sm"
                variant="light"
                color="grape"
                onClick={() => onChange(followed(mapping, suggestions))}
              >
                {t('useAll', { count: open.length })}
              </Button>
            )}
          </Group>
          <ul className={classes['fields']} aria-label={t('fields')}>
            {ordered.map((field) => {
              const column = mapping[field.name];
              return (
                <FieldTarget
                  key={field.name}
                  field={field}
                  columns={choices}
                  column={column}
                  offered={open.find((guess) => guess.column === field.name)}
                  guessed={suggestions.find(
                    (guess) =>
                      guess.column === field.name && guess.csv_column === column && guess.confidence < SURE,
                  )}
                  isDoubled={column !== undefined && doubled.has(column)}
                  isAwaited={dragged !== null}
                  onChoose={(chosen) => onChange(withColumn(mapping, field.name, chosen))}
                />
              );
            })}
          </ul>
        </Stack>
      </div>
      <Stack gap="xs" aria-live="polite">
        <MappingFaults fields={fields} mapping={mapping} />
      </Stack>
      <MappingPreview fields={fields} columns={columns} rows={rows} mapping={mapping} />
      {ignored.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('ignored', { columns: ignored.join(', ') })}
        </Text>
      )}
    </Stack>
  );
}

/** What keeps a mapping from being used. */
function MappingFaults({ fields, mapping }: { fields: readonly ImportField[]; mapping: Mapping }) {
  const t = useMappingTexts();
  const missing = missingFields(fields, mapping);
  const doubled = [...doubledColumns(mapping)];
  return (
    <>
      {missing.length > 0 && (
        <Alert color="red">{t('missing', { fields: missing.map(({ label }) => label).join(', ') })}</Alert>
      )}
      {doubled.length > 0 && <Alert color="red">{t('doubled', { columns: doubled.join(', ') })}</Alert>}
    </>
  );
}

/** Whether the API would take it. */
export function isUsable(fields: readonly ImportField[], mapping: Mapping): boolean {
  return missingFields(fields, mapping).length === 0 && doubledColumns(mapping).size === 0;
}

/** Required ones, those with a column, the others: so as it begins, and not while somebody maps. */
function inOrderOfUse(fields: readonly ImportField[], mapping: Mapping): ImportField[] {
  const rank = ({ name, isRequired }: ImportField): number => (isRequired ? 0 : name in mapping ? 1 : 2);
  return fields.toSorted((one, other) => rank(one) - rank(other));
}
