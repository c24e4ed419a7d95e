import { Button, Group, Stack, Table, TextInput, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { Id } from '../facts';
import { Moment } from '../moment';
import { WideTable } from '../wide-table';
import { MAX_NAME_LENGTH } from './account-rules';
import { FormDialog } from './form-dialog';
import { makeTenant, TENANTS_KEY, useTenants } from './read-accounts';
import { useAccountsTexts } from './texts';

const MIN_WIDTH_PX = 520;

/** For operators: who else there is, and room for another. */
export function TenantList() {
  const t = useAccountsTexts();
  const { data, error, refetch } = useTenants();
  return (
    <Stack gap="sm" component="section">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t('tenants')}
        </Title>
        <NewTenantButton />
      </Group>
      {error && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data && (
        <WideTable
          label={t('tenants')}
          minWidth={MIN_WIDTH_PX}
          columns={[t('name'), t('tenantId'), t('created')]}
        >
          {data.map(({ id, name, created_at }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row" fw={600}>
                {name}
              </Table.Th>
              <Table.Td>
                <Id>{id}</Id>
              </Table.Td>
              <Table.Td>
                <Moment at={created_at} isAge />
              </Table.Td>
            </Table.Tr>
          ))}
        </WideTable>
      )}
    </Stack>
  );
}

function NewTenantButton() {
  const t = useAccountsTexts();
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [name, setName] = useState('');
  const closeAndForget = (): void => {
    setName('');
    close();
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={open}>
        {t('newTenant')}
      </Button>
      <FormDialog
        title={t('newTenant')}
        send={t('create')}
        isOpen={isOpen}
        canSend={name.trim() !== ''}
        action={async (key) => {
          await makeTenant(name.trim(), key);
          await queries.invalidateQueries({ queryKey: TENANTS_KEY });
        }}
        onClose={closeAndForget}
      >
        <TextInput
          label={t('name')}
          description={t('tenantRules', { max: MAX_NAME_LENGTH })}
          maxLength={MAX_NAME_LENGTH}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          data-autofocus
        />
      </FormDialog>
    </>
  );
}
