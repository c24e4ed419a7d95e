import { Button, Center, Group, Loader, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useUser } from '../../app/user';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { Moment } from '../moment';
import { Pager } from '../pager';
import { useOperationsTexts } from '../texts';
import { Mark } from '../../ui/mark';
import { WideTable } from '../wide-table';
import { NewUserButton } from './new-user-button';
import { type Account, useTenants, useUsers } from './read-accounts';
import { TenantList } from './tenant-list';
import { useAccountsTexts } from './texts';
import { UserActions } from './user-actions';

const TYPING_MS = 350;
const MIN_WIDTH_PX = 880;

/** Users, and for operators tenants. */
export function AccountsTab({ isOperator }: { isOperator: boolean }) {
  const t = useAccountsTexts();
  const operations = useOperationsTexts();
  const [search, setSearch] = useState('');
  const [username] = useDebouncedValue(search.trim(), TYPING_MS);
  const [page, setPage] = useState(1);
  const { data, error, isPending, refetch } = useUsers(page, username);
  const tenants = useTenants();
  const names = new Map((tenants.data ?? []).map(({ id, name }) => [id, name]));
  const columns = [
    t('username'),
    t('role'),
    t('tenant'),
    t('creatorAddress'),
    t('state'),
    t('created'),
    t('actions'),
  ];
  return (
    <Stack gap="xl">
      <Stack gap="sm" component="section">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {data ? t('usersCount', { count: formatNumber(data.total) }) : t('users')}
          </Title>
          <NewUserButton tenants={isOperator ? (tenants.data ?? []) : []} />
        </Group>
        <TextInput
          label={t('find')}
          description={t('findHint')}
          type="search"
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
            setPage(1);
          }}
          maw={320}
        />
        {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
        {isPending && !error && (
          <Center py="xl">
            <Loader />
          </Center>
        )}
        {data && data.users.length === 0 && (
          <Stack align="center" py="xl" gap="xs">
            <Text fw={600}>{t('noUser')}</Text>
            <Button variant="default" onClick={() => setSearch('')}>
              {operations('clear')}
            </Button>
          </Stack>
        )}
        {data && data.users.length > 0 && (
          <WideTable label={t('users')} minWidth={MIN_WIDTH_PX} columns={columns}>
            {data.users.map((account) => (
              <UserRow key={account.id} account={account} tenant={names.get(account.tenant_id)} />
            ))}
          </WideTable>
        )}
        <Pager
          number={page}
          words={{ back: t('older'), on: t('newer') }}
          onNewer={page > 1 ? () => setPage(page - 1) : undefined}
          onOlder={data?.hasMore ? () => setPage(page + 1) : undefined}
        />
      </Stack>
      {isOperator && <TenantList />}
    </Stack>
  );
}

function UserRow({ account, tenant }: { account: Account; tenant: string | undefined }) {
  const t = useAccountsTexts();
  const me = useUser();
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {account.username}
        {account.id === me.id && ` (${t('you')})`}
      </Table.Th>
      <Table.Td>{account.role}</Table.Td>
      <Table.Td>{tenant ?? `…${account.tenant_id.slice(-8)}`}</Table.Td>
      <Table.Td miw={150} style={{ overflowWrap: 'anywhere' }}>
        {account.creator_address ?? '–'}
      </Table.Td>
      <Table.Td>
        <Mark colour={account.disabled ? 'gray' : 'green'}>
          {t(account.disabled ? 'disabled' : 'active')}
        </Mark>
      </Table.Td>
      <Table.Td>
        <Moment at={account.created_at} isAge />
      </Table.Td>
      <Table.Td>
        <UserActions account={account} />
      </Table.Td>
    </Table.Tr>
  );
}
