import { Text } from '@mantine/core';
import { type ImportField } from '../../migration/import-fields';
import { formatNumber } from '../../ui/numbers';
import { VirtualList } from '../../ui/virtual-list';
import classes from './migration.module.css';
import { type Problem } from './problems';
import { useRowTexts } from './row-texts';

interface ProblemListProps {
  problems: readonly Problem[];
  fields: readonly ImportField[];
  labelOf: (field: string) => string;
}

const ROW_HEIGHT = 62;

/** Each value that is wrong: in which row and field, what stands there, why not, and what was expected. */
export function ProblemList({ problems, fields, labelOf }: ProblemListProps) {
  const t = useRowTexts();
  const expectedOf = new Map(fields.map(({ name, expected }) => [name, expected]));
  return (
    <VirtualList
      label={t('problemList')}
      count={problems.length}
      rowHeight={ROW_HEIGHT}
      row={(index) => {
        const { row, field, kind, message, value } = problems[index] as Problem;
        const expected = expectedOf.get(field);
        return (
          <div className={classes['problem']}>
            <Text size="sm" fw={600} className="numbers">
              {t('row', { row: formatNumber(row) })}
            </Text>
            <div>
              <Text size="sm" fw={600}>
                {labelOf(field)}
              </Text>
              <Text size="xs" c="dimmed">
                {t(kind)}
              </Text>
            </div>
            {value === '' ? (
              <Text size="sm" c="dimmed" fs="italic">
                {t('emptyValue')}
              </Text>
            ) : (
              <span className={classes['value']}>{value}</span>
            )}
            <div>
              <Text size="sm" lang="id">
                {message}
              </Text>
              {expected !== undefined && (
                <Text size="xs" c="dimmed" lang="id">
                  {t('expected', { expected })}
                </Text>
              )}
            </div>
          </div>
        );
      }}
    />
  );
}
