import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconGripVertical } from '@tabler/icons-react';
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
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('columns')}
      </Title>
      <ul className={classes['chips']} aria-label={t('columns')} tabIndex={0}>
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
  if (fields.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('unused')}
      </Text>
    );
  }
  const isDoubled = fields.length > 1;
  return (
    <Badge
      variant={isDoubled ? 'filled' : 'default'}
      color="red.8"
      tt="none"
      fw={600}
      leftSection={isDoubled ? undefined : <IconCheck size={12} aria-hidden />}
    >
      {t('usedFor', { field: fields.join(', ') })}
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
