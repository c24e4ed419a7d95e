import { Text, ThemeIcon, VisuallyHidden } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCheck,
  IconColumns,
  IconDatabaseImport,
  IconFlag,
  IconListCheck,
  IconUpload,
  IconX,
} from '@tabler/icons-react';
import { type Job } from './job';
import classes from './migration.module.css';
import { useMigrationTexts } from './texts';

const ICONS = [IconUpload, IconColumns, IconListCheck, IconDatabaseImport, IconFlag] as const;
const [MAP, CHECK, IMPORT, END] = [1, 2, 3, 4] as const;

/** Which step a job is at: the one under way, or whose turn it is. */
function stepOf({ status, validation, started_at }: Job): number {
  if (status === 'completed' || status === 'rolled_back') return END;
  if (status === 'importing') return IMPORT;
  if (status === 'validating') return CHECK;
  if (status === 'failed') return started_at !== null ? IMPORT : CHECK;
  if (validation === null) return MAP;
  return validation.can_proceed ? IMPORT : CHECK;
}

/** Where an import is on its way from the file to the data. */
export function ImportSteps({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const now = stepOf(job);
  const labels = [t('upload'), t('map'), t('check'), t('import'), t('end')];
  if (job.status === 'rolled_back') labels[END] = t('takenBack');
  return (
    <div>
      <VisuallyHidden aria-live="polite">{labels[now]}</VisuallyHidden>
      <ol className={classes['steps']} aria-label={t('steps')}>
        {labels.map((label, at) => {
          const isDone = at < now || (at === END && job.status === 'completed');
          return (
            <li
              key={at}
              className={classes['step']}
              data-done={at < now || undefined}
              aria-current={at === now ? 'step' : undefined}
            >
              <StepIcon at={at} isDone={isDone} isNow={at === now} status={job.status} />
              <Text
                size="sm"
                fw={at === now ? 700 : 400}
                {...(at > now && { c: 'dimmed' })}
                className={classes['stepLabel'] ?? ''}
              >
                {label}
              </Text>
              {isDone && <VisuallyHidden>{t('stepDone')}</VisuallyHidden>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface StepIconProps {
  at: number;
  isDone: boolean;
  isNow: boolean;
  status: Job['status'];
}

function StepIcon({ at, isDone, isNow, status }: StepIconProps) {
  const hasFailed = isNow && status === 'failed';
  const isTakenBack = isNow && status === 'rolled_back';
  const Icon = hasFailed
    ? IconX
    : isTakenBack
      ? IconArrowBackUp
      : isDone
        ? IconCheck
        : (ICONS[at] ?? IconFlag);
  return (
    <ThemeIcon
      radius="xl"
      size={32}
      variant={isDone || (isNow && !isTakenBack) ? 'filled' : 'light'}
      color={hasFailed ? 'red.8' : isTakenBack ? 'gray' : isDone ? 'green.8' : isNow ? 'indigo' : 'gray'}
    >
      <Icon size={18} aria-hidden />
    </ThemeIcon>
  );
}
