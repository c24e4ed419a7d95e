import { Card, Group, Loader, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { ErrorNote } from '../../ui/error-note';
import { Figure } from '../../ui/figure';
import { formatNumber, formatTime } from '../../ui/numbers';
import { useAnalytics } from './contacts';
import { useAudienceTexts } from './texts';

/** Who is in an upload: people, doubles, domains, and how well the fields are filled. */
export function ContactFigures({ id }: { id: string }) {
  const t = useAudienceTexts();
  const { data, error, refetch } = useAnalytics(id);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader />;
  if (data.analytics === null) return <Text c="dimmed">{t('notYet')}</Text>;
  const { records, duplicates, domains, fields, identities, analyzed_at: analyzedAt } = data.analytics;
  const mostRecords = Math.max(1, ...domains.top.map((domain) => domain.records));
  return (
    <Stack>
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }}>
          <Figure label={t('loaded')} value={formatNumber(records)} />
          <Figure label={t('people')} value={formatNumber(duplicates.distinct_people)} />
          <Figure label={t('within')} value={formatNumber(duplicates.within_upload)} />
          <Figure label={t('earlier')} value={formatNumber(duplicates.of_earlier_uploads)} />
          <Figure label={t('withEmail')} value={formatNumber(identities.with_email)} />
          <Figure label={t('withDomain')} value={formatNumber(identities.with_domain_only)} />
        </SimpleGrid>
        <Text size="xs" c="dimmed" mt="sm">
          {t('analyzedAt', { time: formatTime(analyzedAt) })}
        </Text>
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Card withBorder>
          <Title order={2} size="h5" mb="sm">
            {t('domains', { count: formatNumber(domains.distinct) })}
          </Title>
          <Bars
            lines={domains.top.map((domain) => ({
              name: domain.domain,
              percent: (domain.records / mostRecords) * 100,
              text: formatNumber(domain.records),
            }))}
          />
        </Card>
        <Card withBorder>
          <Title order={2} size="h5" mb="sm">
            {t('fields')}
          </Title>
          <Bars
            lines={fields.map(({ field, fill_rate: percent }) => ({
              name: field,
              percent,
              text: `${formatNumber(percent)} %`,
            }))}
          />
        </Card>
      </SimpleGrid>
    </Stack>
  );
}

function Bars({ lines }: { lines: { name: string; percent: number; text: string }[] }) {
  return (
    <Stack gap={6}>
      {lines.map(({ name, percent, text }) => (
        <Group key={name} wrap="nowrap" gap="sm">
          <Text size="sm" w="40%" truncate title={name}>
            {name}
          </Text>
          <Progress flex={1} value={percent} aria-label={`${name}: ${text}`} />
          <Text size="sm" w={70} ta="end" className="numbers">
            {text}
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
