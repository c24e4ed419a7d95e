import { Accordion, Badge, Group, List, Text } from '@mantine/core';
import { formatAmount, formatNumber } from '../../ui/numbers';
import { type Claim, type Report } from './claims';
import classes from './revenue-page.module.css';
import { useRevenueTexts } from './texts';

interface ClaimFindingsProps {
  claims: Claim[];
  files: Report['files'];
  checkState: Report['batch']['checkState'];
}

/** Why there are none: the files agree only when they have been compared. */
const NOTHING_FOUND = {
  none: 'notCompared',
  waiting: 'comparing',
  done: 'noFindings',
  failed: 'checkFailed',
} as const;

/** Claims that may not be paid, the dearest first, with what the files say against each other. */
export function ClaimFindings({ claims, files, checkState }: ClaimFindingsProps) {
  const t = useRevenueTexts();
  if (claims.length === 0) return <Text c="dimmed">{t(NOTHING_FOUND[checkState])}</Text>;
  const nameOf = new Map(files.map(({ fileId, filename }) => [fileId, filename]));
  return (
    <Accordion variant="separated" multiple order={2}>
      {claims.map(({ claimKind, claim, amountAtRisk, findingCount, findings }, place) => (
        <Accordion.Item key={`${claimKind} ${claim}`} value={String(place)}>
          <Accordion.Control>
            <Group justify="space-between" wrap="nowrap" pr="md">
              <Text fw={600}>
                {claimKind} {claim}
              </Text>
              <Group gap="xs" wrap="nowrap">
                <Badge variant="default" tt="none">
                  {t('findingCount', { count: findingCount })}
                </Badge>
                <Text className={`numbers ${classes['wrong']}`} fw={700}>
                  {formatAmount(amountAtRisk)} ฿
                </Text>
              </Group>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <List size="sm" spacing={4}>
              {findings.map(({ rule, table, fileId, rowNumber, message }, index) => (
                <List.Item key={index}>
                  {message}
                  <Text size="xs" c="dimmed">
                    {[
                      rule,
                      fileId === null ? table : (nameOf.get(fileId) ?? table),
                      rowNumber === null ? '' : t('row', { row: rowNumber }),
                    ]
                      .filter((part) => part !== '')
                      .join(' · ')}
                  </Text>
                </List.Item>
              ))}
            </List>
            {findingCount > findings.length && (
              <Text size="sm" c="dimmed">
                {t('moreFindings', { count: formatNumber(findingCount - findings.length) })}
              </Text>
            )}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
