import { Autocomplete, Group, Select, TextInput } from '@mantine/core';
import { type Tenant } from '../accounts/read-accounts';
import { type AuditFilter } from './read-audit';
import { useAuditTexts } from './texts';

/** Beginnings that are asked for most; any other can be typed. */
const ACTIONS = [
  'auth.*',
  'auth.login.failure',
  'auth.login.success',
  'auth.user.*',
  'auth.tenant.*',
  'omr.*',
  'revenue.*',
  'audience.*',
  'content.*',
  'migration.*',
  'ops.*',
  'ops.drain.*',
  'ops.job.requeue',
];

interface AuditFiltersProps {
  filter: AuditFilter;
  /** None for those who see one alone. */
  tenants: Tenant[];
  onChange(filter: AuditFilter): void;
}

export function AuditFilters({ filter, tenants, onChange }: AuditFiltersProps) {
  const t = useAuditTexts();
  const field = (name: Exclude<keyof AuditFilter, 'tenant'>, label: string) => ({
    label,
    value: filter[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...filter, [name]: event.currentTarget.value }),
  });
  return (
    <Group role="search" aria-label={t('filters')} align="flex-end" gap="sm">
      <Autocomplete
        label={t('action')}
        placeholder="omr.*"
        data={ACTIONS}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
        flex="1 1 180px"
      />
      <TextInput {...field('actor', t('actor'))} flex="1 1 160px" />
      <TextInput {...field('subject', t('subjectId'))} flex="1 1 200px" />
      <TextInput {...field('requestId', t('requestId'))} flex="1 1 200px" />
      <TextInput {...field('from', t('from'))} type="datetime-local" flex="1 1 200px" />
      <TextInput {...field('to', t('to'))} type="datetime-local" flex="1 1 200px" />
      {tenants.length > 1 && (
        <Select
          label={t('tenant')}
          placeholder={t('anyTenant')}
          data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.tenant}
          onChange={(tenant) => onChange({ ...filter, tenant })}
          searchable
          clearable
          flex="1 1 180px"
        />
      )}
    </Group>
  );
}
