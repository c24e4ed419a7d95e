import { Badge, Button, Group, Paper, Select, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { COLUMN_DRAG } from './column-chips';
import { type ImportField } from './import-fields';
import { type Suggestion } from './mapping';
import classes from './mapping-editor.module.css';
import { useMappingTexts } from './texts';

interface FieldTargetProps {
  field: ImportField;
  columns: readonly string[];
  column: string | undefined;
  /** A guess that has not been followed. */
  offered: Suggestion | undefined;
  /** How sure the API is of what is chosen, where it guessed it. */
  guessed: Suggestion | undefined;
  isDoubled: boolean;
  /** A column is on its way. */
  isAwaited: boolean;
  onChoose: (column: string | undefined) => void;
}

/** One field of an import: which column it is read from, by choice or by a column dropped on it. */
export function FieldTarget(props: FieldTargetProps) {
  const { field, columns, column, offered, guessed, isDoubled, isAwaited, onChoose } = props;
  const t = useMappingTexts();
  const [isOver, setIsOver] = useState(false);
  const over = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(COLUMN_DRAG)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'link';
    setIsOver(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const dropped = event.dataTransfer.getData(COLUMN_DRAG);
    if (columns.includes(dropped)) onChoose(dropped);
  };
  const error = isDoubled
    ? t('doubledHere')
    : field.isRequired && column === undefined
      ? t('missingHere')
      : null;
  return (
    <Paper
      component="li"
      withBorder
      p="xs"
      className={classes['field'] ?? ''}
      mod={{ awaited: isAwaited, over: isOver }}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <div className={classes['text']}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {field.label}
          </Text>
          {field.isRequired && (
            <Badge size="sm" variant="light" color="indigo" tt="none" fw={600}>
              {t('required')}
            </Badge>
          )}
          {guessed && (
            <Badge size="sm" variant="light" color="grape" tt="none" fw={600}>
              {t('suggested', { percent: Math.round(guessed.confidence * 100) })}
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {field.expected}
        </Text>
      </div>
      <div>
        <Select
          aria-label={t('columnFor', { field: field.label })}
          placeholder={t('notMapped')}
          data={columns}
          value={column ?? null}
          onChange={(value) => onChoose(value ?? undefined)}
          error={error}
          clearable
          searchable={columns.length > 8}
          size="sm"
        />
        {offered && (
          <Button
            size="compact-xs"
            variant="light"
            color="grape"
            mt={4}
            onClick={() => onChoose(offered.csv_column)}
          >
            {t('use', { column: offered.csv_column })} ({Math.round(offered.confidence * 100)} %)
          </Button>
        )}
      </div>
    </Paper>
  );
}
