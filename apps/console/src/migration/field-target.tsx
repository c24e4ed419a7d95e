import { Select, Text } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import { type ImportColumn } from './imports';
import { COLUMN_DRAG } from './mapping-board';
import classes from './mapping-board.module.css';
import { useImportTexts } from './texts';

interface FieldTargetProps {
  field: ImportColumn;
  column: string | null;
  columns: string[];
  firstValue: string | undefined;
  onAssign(column: string | null): void;
}

/** A field of the import: a column of the file is dropped on it, or chosen in it. */
export function FieldTarget({ field, column, columns, firstValue, onAssign }: FieldTargetProps) {
  const t = useImportTexts();
  const [isOver, setIsOver] = useState(false);
  const allow = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes(COLUMN_DRAG)) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    const dropped = event.dataTransfer.getData(COLUMN_DRAG);
    if (dropped !== '') onAssign(dropped);
  };
  return (
    <div
      className={classes['field']}
      data-over={isOver || undefined}
      data-missing={(field.required && column === null) || undefined}
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <Select
        label={`${field.label}${field.required ? ' *' : ''}`}
        description={field.expected_format}
        placeholder={t('none')}
        data={[...new Set(columns)]}
        value={column}
        onChange={onAssign}
        clearable
        searchable
      />
      <Text size="xs" c="dimmed" truncate mt={4}>
        {firstValue === undefined ? `${field.name} · ${field.example}` : `${t('firstValue')}: ${firstValue}`}
      </Text>
    </div>
  );
}
