import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { ErrorNote } from '../../ui/error-note';
import { Moment } from '../moment';
import { alarmsOf } from './alarms';
import { DrainList } from './drain-list';
import { PartTiles } from './part-tiles';
import { QueueCharts } from './queue-charts';
import { QueueTable } from './queue-table';
import { useStatusTexts } from './texts';
import { type Sample } from './use-samples';
import { type Status, STATUS_KEY } from './use-status';
import { WorkerTable } from './worker-table';

interface StatusTabProps {
  status: Status | undefined;
  error: Error | null;
  samples: Sample[];
}

/** One look at the fleet, two seconds old at most. */
export function StatusTab({ status, error, samples }: StatusTabProps) {
  const t = useStatusTexts();
  const queries = useQueryClient();
  return (
    <Stack gap="lg">
      {error && (
        <ErrorNote error={error} onRetry={() => void queries.refetchQueries({ queryKey: STATUS_KEY })} />
      )}
      {status && (
        <>
          <Stack gap="xs">
            <Text size="sm" c="dimmed">
              {t(error ? 'lastSeen' : 'live')} <Moment at={status.at} />
            </Text>
            <Alarms status={status} />
            <PartTiles status={status} />
          </Stack>
          <QueueTable queues={status.queues} />
          <DrainList status={status} />
          <QueueCharts samples={samples} />
          <WorkerTable workers={status.workers} />
        </>
      )}
    </Stack>
  );
}

/** Said aloud when something comes or goes. */
function Alarms({ status }: { status: Status }) {
  const t = useStatusTexts();
  const alarms = alarmsOf(status);
  return (
    <div role="status">
      {alarms.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t('alarms')}>
          <List size="sm">
            {alarms.map(({ key, values }) => (
              <List.Item key={key + JSON.stringify(values)}>{t(key, values)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}
