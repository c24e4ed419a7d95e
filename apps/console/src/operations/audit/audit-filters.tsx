import { Autocomplete, Select, SimpleGrid, TextInput } from '@mantine/core';
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
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" role="search" aria-label={t('filters')}>
      <Autocomplete
        label={t('action')}
        placeholder="omr.*"
        data={ACTIONS}
        value={filter.action}
        onChange={(action) => onChange({ ...filter, action })}
      />
      <TextInput {...field('actor', t('actor'))} />
      <TextInput {...field('subject', t('subjectId'))} />
      <TextInput {...field('requestId', t('requestId'))} />
      <TextInput {...field('from', t('from'))} type="datetime-local" />
      <TextInput {...field('to', t('to'))} type="datetime-local" />
      {tenants.length > 1 && (
        <Select
          label={t('tenant')}
          placeholder={t('anyTenant')}
          data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.tenant}
          onChange={(tenant) => onChange({ ...filter, tenant })}
          searchable
          clearable
        />
      )}
    </SimpleGrid>
  );
}
