import { Text, UnstyledButton } from '@mantine/core';
import { formatNumber } from '../../ui/numbers';
import classes from './migration.module.css';

interface FieldBarsProps {
  /** Name of a field → how many, the most first. */
  counts: ReadonlyMap<string, number>;
  labelOf: (field: string) => string;
  chosen: string | null;
  onChoose: (field: string | null) => void;
  isWarnings: boolean;
}

/** How much is wrong in which field; a field that is pressed is the only one that is listed. */
export function FieldBars({ counts, labelOf, chosen, onChoose, isWarnings }: FieldBarsProps) {
  const most = Math.max(...counts.values());
  return (
    <ul className={classes['bars']}>
      {[...counts].map(([field, count]) => (
        <li key={field}>
          <UnstyledButton
            className={classes['bar'] ?? ''}
            aria-pressed={chosen === field}
            onClick={() => onChoose(chosen === field ? null : field)}
          >
            <Text size="sm" fw="inherit">
              {labelOf(field)}
            </Text>
            <span
              className={classes['fill']}
              data-warning={isWarnings || undefined}
              style={{ width: `${(100 * count) / most}%` }}
            />
            <Text size="sm" ta="right" className="numbers" fw="inherit">
              {formatNumber(count)}
            </Text>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
