import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import classes from './mapping-editor.module.css';
import { type ImportField } from './import-fields';
import { isReason, type Mapping } from './mapping';
import { useMappingTexts } from './texts';

/** What a dragged column is told by. */
export const COLUMN_DRAG = 'application/x-sluice-column';
const SAMPLES = 3;

interface ColumnChipsProps {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  fields: readonly ImportField[];
  mapping: Mapping;
  onDrag: (column: string | null) => void;
}

/** The columns of a file with what stands in them, to be dragged onto fields. */
export function ColumnChips({ columns, rows, fields, mapping, onDrag }: ColumnChipsProps) {
  const t = useMappingTexts();
  return (
    <Stack gap="xs" className={classes['columns'] ?? ''}>
      <div>
        <Title order={3} size="h5">
          {t('columns')}
        </Title>
        <Text size="sm" c="dimmed" visibleFrom="sm">
          {t('columnsHint')}
        </Text>
      </div>
      <ul className={classes['chips']} aria-label={t('columns')}>
        {columns.map((column, at) =>
          isReason(column) ? null : (
            <Paper
              component="li"
              key={column}
              withBorder
              p="xs"
              className={classes['chip'] ?? ''}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.setData(COLUMN_DRAG, column);
                event.dataTransfer.effectAllowed = 'link';
                onDrag(column);
              }}
              onDragEnd={() => onDrag(null)}
            >
              <Group gap="xs" wrap="nowrap" align="flex-start">
                <IconGripVertical size={16} aria-hidden className={classes['grip'] ?? ''} />
                <div className={classes['text']}>
                  <Group gap="xs" justify="space-between">
                    <Text size="sm" fw={600}>
                      {column}
                    </Text>
                    <UsedFor
                      fields={fields.filter(({ name }) => mapping[name] === column).map(({ label }) => label)}
                    />
                  </Group>
                  <Samples values={rows.map((cells) => (cells[at] ?? '').trim())} />
                </div>
              </Group>
            </Paper>
          ),
        )}
      </ul>
    </Stack>
  );
}

function UsedFor({ fields }: { fields: string[] }) {
  const t = useMappingTexts();
  return (
    <Badge
      size="sm"
      variant="light"
      tt="none"
      fw={600}
      color={fields.length === 0 ? 'gray' : fields.length === 1 ? 'green' : 'red'}
    >
      {fields.length === 0 ? t('unused') : t('usedFor', { field: fields.join(', ') })}
    </Badge>
  );
}

function Samples({ values }: { values: string[] }) {
  const t = useMappingTexts();
  const shown = [...new Set(values)].filter((value) => value !== '').slice(0, SAMPLES);
  return (
    <Text size="xs" c="dimmed" lineClamp={2}>
      {shown.length === 0 ? t('noSamples') : t('samples', { values: shown.join(' · ') })}
    </Text>
  );
}
