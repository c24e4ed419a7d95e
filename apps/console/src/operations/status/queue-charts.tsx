import {
  Group,
  Paper,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
  useComputedColorScheme,
} from '@mantine/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { currentLanguage } from '../../app/languages';
import { formatDuration, formatNumber } from '../../ui/numbers';
import { columnsOf } from './chart-columns';
import { colourOfQueue, dashOfQueue } from './queue-colours';
import { useStatusTexts } from './texts';
import { type Measure, MEASURES, type Sample, WINDOW_SECONDS } from './use-samples';

const LineChart = lazy(() => import('./line-chart'));
const CHART_PX = 170;

const FORMATS: Readonly<Record<Measure, (value: number) => string>> = {
  waiting: formatNumber,
  running: formatNumber,
  oldest: formatDuration,
  throughput: (value) => value.toLocaleString(currentLanguage(), { maximumFractionDigits: 1 }),
};

const TENS = [1, 2, 5]
  .flatMap((digit) => [0, 1, 2, 3, 4, 5].map((zeros) => digit * 10 ** zeros))
  .sort((a, b) => a - b);
const SECONDS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 10_800, 43_200, 86_400, 259_200, 864_000];
const STEPS: Readonly<Record<Measure, number[]>> = {
  waiting: TENS,
  running: TENS,
  oldest: SECONDS,
  throughput: [0.1, 0.2, 0.5, ...TENS],
};

/** The last quarter of an hour of each queue. */
export function QueueCharts({ samples }: { samples: Sample[] }) {
  const t = useStatusTexts();
  const [pointed, setPointed] = useState<number>();
  const latest = samples.at(-1);
  const names = latest ? Object.keys(latest.values).join() : '';
  const queues = useMemo(() => (names === '' ? [] : names.split(',')), [names]);
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">
        {t('lastMinutes')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('lastMinutesHint')}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        {MEASURES.map((measure) => (
          <QueueChart
            key={measure}
            measure={measure}
            samples={samples}
            queues={queues}
            pointed={pointed}
            onPoint={setPointed}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

interface QueueChartProps {
  measure: Measure;
  samples: Sample[];
  queues: string[];
  pointed: number | undefined;
  onPoint(index: number | undefined): void;
}

function QueueChart({ measure, samples, queues, pointed, onPoint }: QueueChartProps) {
  const t = useStatusTexts();
  const columns = useMemo(() => columnsOf(samples, queues, measure), [samples, queues, measure]);
  const format = FORMATS[measure];
  const last = (columns[0]?.length ?? 0) - 1;
  const place = pointed === undefined || pointed > last ? last : pointed;
  const valueAt = (queue: number, index: number): string => {
    const value = columns[queue + 1]?.[index];
    return value === undefined || value === null ? '–' : format(value);
  };
  const said = queues.map((queue, index) => `${queue} ${valueAt(index, last)}`).join(', ');
  return (
    <Paper withBorder p="sm" style={{ minWidth: 0 }}>
      <Title order={3} size="h6">
        {t(`chart_${measure}`)}
      </Title>
      <div role="img" aria-label={t('chartNow', { title: t(`chart_${measure}`), values: said })}>
        <Suspense fallback={<Skeleton h={CHART_PX} />}>
          <LineChart
            columns={columns}
            queues={queues}
            windowSeconds={WINDOW_SECONDS}
            format={format}
            steps={STEPS[measure]}
            onPoint={onPoint}
          />
        </Suspense>
        <Group gap="xs" mt={4} aria-hidden>
          {queues.map((queue, index) => (
            <Text key={queue} span size="xs" className="numbers">
              <LineKey index={index} /> {queue} <b>{valueAt(index, place)}</b>
            </Text>
          ))}
        </Group>
      </div>
    </Paper>
  );
}

/** A piece of the queue's line, as the chart draws it. */
function LineKey({ index }: { index: number }) {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  return (
    <svg width={24} height={8} aria-hidden>
      <line
        x1={0}
        x2={24}
        y1={4}
        y2={4}
        stroke={colourOfQueue(index, scheme)}
        strokeWidth={2.5}
        strokeDasharray={dashOfQueue(index).join(' ')}
      />
    </svg>
  );
}
