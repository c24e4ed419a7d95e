import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { type Status } from '../status/use-status';
import { isWholeId, type JobFilter, type JobState, STATES } from './job-filter';
import { useJobsTexts } from './texts';

interface JobFiltersProps {
  filter: JobFilter;
  status: Status | undefined;
  onChange(filter: JobFilter): void;
}

export function JobFilters({ filter, status, onChange }: JobFiltersProps) {
  const t = useJobsTexts();
  const queues = (status?.queues ?? []).map(({ queue }) => queue);
  const workers = (status?.workers ?? []).map(({ id }) => id);
  const isHalfId = filter.batch.trim() !== '' && !isWholeId(filter.batch);
  return (
    <Group role="search" aria-label={t('filters')} align="flex-start" gap="sm">
      <Select
        label={t('state')}
        placeholder={t('anyState')}
        data={STATES.map((state) => ({ value: state, label: t(state) }))}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state: state as JobState | null })}
        clearable
        flex="1 1 150px"
      />
      <Select
        label={t('queue')}
        placeholder={t('anyQueue')}
        data={withShown(queues, filter.queue)}
        value={filter.queue === '' ? null : filter.queue}
        onChange={(queue) => onChange({ ...filter, queue: queue ?? '' })}
        clearable
        flex="1 1 150px"
      />
      <Select
        label={t('worker')}
        placeholder={t('anyWorker')}
        data={withShown(workers, filter.worker)}
        value={filter.worker === '' ? null : filter.worker}
        onChange={(worker) => onChange({ ...filter, worker: worker ?? '' })}
        clearable
        flex="1 1 200px"
      />
      <TextInput
        label={t('batch')}
        value={filter.batch}
        onChange={(event) => onChange({ ...filter, batch: event.currentTarget.value })}
        error={isHalfId && t('wholeId')}
        flex="1 1 240px"
      />
      <Checkbox
        label={t('poison')}
        description={t('poisonHint')}
        checked={filter.poison}
        onChange={(event) => onChange({ ...filter, poison: event.currentTarget.checked })}
        mt={24}
      />
    </Group>
  );
}

/** What an address asks for can be chosen, even when the status does not know it any more. */
function withShown(known: string[], shown: string): string[] {
  return shown === '' || known.includes(shown) ? known : [...known, shown];
}
