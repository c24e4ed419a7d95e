import { Checkbox, Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useUiTexts } from '../ui/texts';
import { type Filter, SYSTEMS, type System } from './overview';
import { useBatchesTexts } from './texts';

/** Value in the API's words, and the text that says it. */
const STATES = [
  ['waiting,working', 'working'],
  ['your_turn', 'your_turn'],
  ['done', 'done'],
  ['done_with_errors', 'done_with_errors'],
  ['failed', 'failedState'],
  ['cancelled', 'cancelled'],
  ['rolled_back', 'rolled_back'],
] as const;

interface BatchFiltersProps {
  filter: Filter;
  onChange(filter: Filter): void;
}

export function BatchFilters({ filter, onChange }: BatchFiltersProps) {
  const t = useBatchesTexts();
  const ui = useUiTexts();
  return (
    <Group role="search" align="center" gap="sm">
      <TextInput
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.q}
        onChange={(event) => onChange({ ...filter, q: event.currentTarget.value })}
        flex="1 1 220px"
      />
      <Select
        aria-label={t('system')}
        placeholder={t('allSystems')}
        data={SYSTEMS.map((system) => ({ value: system, label: t(system) }))}
        value={filter.system}
        onChange={(system) => onChange({ ...filter, system: system as System | null })}
        clearable
        flex="1 1 150px"
        maw={{ base: '100%', sm: 190 }}
      />
      <Select
        aria-label={t('state')}
        placeholder={t('allStates')}
        data={STATES.map(([value, text]) => ({ value, label: ui(text) }))}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state })}
        clearable
        flex="1 1 150px"
        maw={{ base: '100%', sm: 210 }}
      />
      <Checkbox
        label={t('mine')}
        checked={filter.isMine}
        onChange={(event) => onChange({ ...filter, isMine: event.currentTarget.checked })}
      />
    </Group>
  );
}
