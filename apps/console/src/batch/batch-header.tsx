import {
  Alert,
  Anchor,
  Group,
  Paper,
  Progress,
  SimpleGrid,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { Link } from 'wouter';
import { percentOf } from '../batches/percent';
import { useBatchesTexts } from '../batches/texts';
import { Figure } from '../ui/figure';
import { formatDuration, formatNumber } from '../ui/numbers';
import { StateBadge } from '../ui/state-badge';
import { type SystemPageProps } from './batch-page';
import { useBatchTexts } from './texts';
import { Timeline } from './timeline';

const SLOW = 10;

/** What the pages of all systems begin with: what it is, how far it is, how fast it goes. `actions`: buttons. */
export function BatchHeader({ batch, speed, actions }: SystemPageProps & { actions?: ReactNode }) {
  const t = useBatchTexts();
  const list = useBatchesTexts();
  const percent = Math.floor(percentOf(batch));
  const isWorking = batch.state === 'working';
  const left = batch.total === null ? null : Math.max(0, batch.total - batch.done - batch.failed);
  return (
    <Stack gap="sm">
      <Anchor component={Link} href="/" size="sm">
        <Group gap={4} component="span">
          <IconChevronLeft size={14} aria-hidden />
          {t('back')}
        </Group>
      </Anchor>
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="sm">
            <Title order={1} size="h2">
              {batch.name === '' ? batch.id : batch.name}
            </Title>
            <StateBadge state={batch.state} />
          </Group>
          <Text size="sm" c="dimmed">
            {list(batch.system)} · {t('by', { name: batch.owner.username ?? '–' })} · {batch.id}
          </Text>
        </div>
        {actions && (
          <Group gap="xs" role="group" aria-label={t('actions')}>
            {actions}
          </Group>
        )}
      </Group>
      {batch.error !== null && (
        <Alert color={batch.state === 'failed' ? 'red' : 'yellow'} role="status">
          {batch.error}
        </Alert>
      )}
      <Paper withBorder p="md">
        <Stack gap="md">
          <Progress.Root size="lg" aria-label={list('progress')}>
            <Progress.Section
              value={percentOf({ ...batch, failed: 0 })}
              color="green.7"
              striped={isWorking}
              animated={isWorking}
              aria-label={t('done')}
            />
            <Progress.Section
              value={percentOf({ ...batch, done: 0 })}
              color="red.7"
              aria-label={t('failed')}
            />
          </Progress.Root>
          <VisuallyHidden aria-live="polite">
            {isWorking ? t('progressNow', { percent: percent - (percent % SLOW), failed: batch.failed }) : ''}
          </VisuallyHidden>
          <SimpleGrid cols={{ base: 2, xs: 3, md: 6 }} spacing="md">
            <Figure label={t('done')} value={formatNumber(batch.done)} />
            <Figure label={t('failed')} value={formatNumber(batch.failed)} isBad={batch.failed > 0} />
            <Figure label={t('left')} value={left === null ? '–' : formatNumber(left)} />
            <Figure
              label={t('total')}
              value={batch.total === null ? '–' : formatNumber(batch.total)}
              unit={list(batch.unit)}
            />
            <Figure label={t('speed')} value={speedOf(batch, speed.perSecond, list(batch.unit), t)} />
            {isWorking ? (
              <Figure
                label={t('timeLeft')}
                value={speed.secondsLeft === undefined ? '–' : formatDuration(speed.secondsLeft)}
              />
            ) : (
              <Figure label={t('took')} value={tookOf(batch)} />
            )}
          </SimpleGrid>
          {batch.total === null && isWorking && (
            <Text size="sm" c="dimmed">
              {t('unknownTotal')}
            </Text>
          )}
          <Timeline batch={batch} />
        </Stack>
      </Paper>
    </Stack>
  );
}

/** While it works, of the last seconds; afterwards of the whole. */
function speedOf(
  batch: SystemPageProps['batch'],
  perSecond: number | undefined,
  unit: string,
  t: ReturnType<typeof useBatchTexts>,
): string {
  const seconds = secondsOf(batch);
  const rate =
    perSecond ?? (seconds === undefined ? undefined : (batch.done + batch.failed) / Math.max(seconds, 0.1));
  if (rate === undefined || rate === 0) return '–';
  return t('perSecond', {
    rate: formatNumber(rate < SLOW ? Math.round(rate * 10) / 10 : Math.round(rate)),
    unit,
  });
}

function tookOf(batch: SystemPageProps['batch']): string {
  const seconds = secondsOf(batch);
  return seconds === undefined ? '–' : seconds < 1 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
}

function secondsOf({ created_at, started_at, finished_at }: SystemPageProps['batch']): number | undefined {
  if (finished_at === null) return undefined;
  return (Date.parse(finished_at) - Date.parse(started_at ?? created_at)) / 1000;
}
