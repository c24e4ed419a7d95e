import { Alert, Card, Group, List, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { Figure } from '../../ui/figure';
import { formatNumber } from '../../ui/numbers';
import { type Job } from './jobs';
import { useMigrationTexts } from './texts';

const KINDS = ['missing_required', 'invalid_format', 'duplicate', 'constraint_violation'] as const;

/** What was found of the rows, and what came of them. */
export function JobOutcome({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const { validation, rollback_summary: takenOut } = job;
  const found = validation?.error_summary ?? summaryOf(job);
  const most = Math.max(1, ...KINDS.map((kind) => found?.[kind] ?? 0));
  return (
    <Card withBorder>
      <Stack>
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          <Figure label={t('valid')} value={formatNumber(job.valid_rows)} />
          <Figure label={t('invalid')} value={formatNumber(job.invalid_rows)} isBad={job.invalid_rows > 0} />
          <Figure label={t('warningCount')} value={formatNumber(job.warning_count)} />
          <Figure
            label={t('importedRows')}
            value={formatNumber(job.imported_rows)}
            {...(job.recovered_rows > 0 && { unit: `${formatNumber(job.recovered_rows)} ${t('recovered')}` })}
          />
        </SimpleGrid>
        {validation && !validation.can_proceed && <Alert color="red">{t('cantProceed')}</Alert>}
        {found && job.invalid_rows > 0 && (
          <div>
            <Title order={2} size="h5" mb="xs">
              {t('kinds')}
            </Title>
            <Stack gap={6}>
              {KINDS.filter((kind) => found[kind] > 0).map((kind) => (
                <Group key={kind} wrap="nowrap" gap="sm">
                  <Text size="sm" w={130}>
                    {t(kind)}
                  </Text>
                  <Progress
                    flex={1}
                    value={(found[kind] / most) * 100}
                    color="red.7"
                    aria-label={`${t(kind)}: ${found[kind]}`}
                  />
                  <Text size="sm" w={70} ta="end" className="numbers">
                    {formatNumber(found[kind])}
                  </Text>
                </Group>
              ))}
            </Stack>
          </div>
        )}
        {takenOut && (
          <Alert color="blue" title={t('rolledBack')}>
            <List size="sm">
              <List.Item>{t('removed', { count: formatNumber(takenOut.removed) })}</List.Item>
              <List.Item>{t('keptChanged', { count: formatNumber(takenOut.kept_changed) })}</List.Item>
              <List.Item>{t('keptUsed', { count: formatNumber(takenOut.kept_used) })}</List.Item>
            </List>
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

/** The same counts, of an import that was not validated before. */
function summaryOf({ metadata: { errorSummary } }: Job): Record<(typeof KINDS)[number], number> | undefined {
  return (
    errorSummary && {
      missing_required: errorSummary.missingRequired,
      invalid_format: errorSummary.invalidFormat,
      duplicate: errorSummary.duplicate,
      constraint_violation: errorSummary.constraintViolation,
    }
  );
}
