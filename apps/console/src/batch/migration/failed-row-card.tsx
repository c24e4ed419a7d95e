import { Anchor, Badge, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { type ImportField } from '../../migration/import-fields';
import { type Mapping } from '../../migration/mapping';
import { formatNumber } from '../../ui/numbers';
import classes from './migration.module.css';
import { type Problem } from './problems';
import { useRowTexts } from './row-texts';

interface FailedRowCardProps {
  row: number;
  /** In the order of the columns. */
  cells: readonly string[];
  /** As they were sent. */
  sent: readonly string[];
  columns: readonly string[];
  mapping: Mapping;
  fields: readonly ImportField[];
  problems: readonly Problem[];
  onChange: (cells: string[]) => void;
}

/** A row that was left out: what is wrong in it, in fields that can be written in. */
export function FailedRowCard(props: FailedRowCardProps) {
  const { row, cells, sent, columns, mapping, fields, problems, onChange } = props;
  const t = useRowTexts();
  const [showsAll, setShowsAll] = useState(false);
  const isChanged = cells !== sent;
  const fieldOf = new Map(Object.entries(mapping).map(([name, column]) => [column, name]));
  const inputs = columns.map((column, at) => {
    const name = fieldOf.get(column);
    const faults = problems.filter((problem) => problem.field !== '' && problem.field === name);
    return { column, at, field: fields.find((field) => field.name === name), faults };
  });
  const wrong = inputs.filter(({ faults }) => faults.length > 0);
  const elsewhere = problems.filter(({ field }) => !wrong.some((input) => input.field?.name === field));
  const first = inputs.find(({ field }) => field !== undefined && field === fields[0]);
  // What is about no one value can be cured in any of them.
  const shown = showsAll || wrong.length === 0 ? inputs : wrong;
  return (
    <div className={classes['failedRow']}>
      <Stack gap={4} align="flex-start">
        <Text size="sm" fw={700} className="numbers">
          {t('row', { row: formatNumber(row) })}
        </Text>
        {first && (
          <Text size="sm" c="dimmed" lineClamp={2}>
            {cells[first.at]}
          </Text>
        )}
        {isChanged && (
          <Badge variant="default" tt="none" fw={600} leftSection={<IconCheck size={12} aria-hidden />}>
            {t('changedRow')}
          </Badge>
        )}
        {wrong.length > 0 && wrong.length < inputs.length && (
          <Anchor component="button" type="button" size="xs" ta="left" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? t('fewValues') : t('allValues')}
          </Anchor>
        )}
      </Stack>
      <div>
        {elsewhere.map(({ message }, index) => (
          <Text key={index} size="sm" lang="id">
            {message}
          </Text>
        ))}
        <div className={classes['cells']}>
          {shown.map(({ column, at, field, faults }) => {
            const isNew = cells[at] !== sent[at];
            const fault = faults.map(({ message }) => message).join('; ');
            return (
              <TextInput
                key={at}
                size="sm"
                label={field?.label ?? column}
                description={faults.length > 0 ? field?.expected : undefined}
                error={isNew || fault === '' ? undefined : fault}
                rightSection={isNew && <IconCheck size={16} aria-label={t('changedRow')} />}
                inputWrapperOrder={['label', 'description', 'input', 'error']}
                value={cells[at] ?? ''}
                onChange={(event) => {
                  const value = event.currentTarget.value;
                  onChange(cells.map((cell, index) => (index === at ? value : cell)));
                }}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
