import { Button, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isPassword, MAX_ADDRESS_LENGTH, MAX_NAME_LENGTH } from './account-rules';
import { FormDialog } from './form-dialog';
import { PasswordField } from './password-field';
import { makeUser, type Role, ROLES, type Tenant, USERS_KEY } from './read-accounts';
import { useAccountsTexts } from './texts';

const EMPTY = {
  username: '',
  password: '',
  role: 'user' as Role,
  tenant: null as string | null,
  address: '',
};

/** `tenants`: those that a user may be made in; the reader's own when there are none to choose from. */
export function NewUserButton({ tenants }: { tenants: Tenant[] }) {
  const t = useAccountsTexts();
  const queries = useQueryClient();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [{ username, password, role, tenant, address }, setForm] = useState(EMPTY);
  const set = (change: Partial<typeof EMPTY>): void => setForm((form) => ({ ...form, ...change }));
  const closeAndForget = (): void => {
    setForm(EMPTY);
    close();
  };
  const send = async (key: string): Promise<void> => {
    const account = {
      username: username.trim(),
      password,
      role,
      ...(tenant !== null && { tenant_id: tenant }),
      ...(address.trim() !== '' && { creator_address: address.trim() }),
    };
    await makeUser(account, key);
    await queries.invalidateQueries({ queryKey: USERS_KEY });
  };
  return (
    <>
      <Button size="xs" onClick={open}>
        {t('newUser')}
      </Button>
      <FormDialog
        title={t('newUser')}
        send={t('create')}
        isOpen={isOpen}
        canSend={username.trim() !== '' && isPassword(password)}
        action={send}
        onClose={closeAndForget}
      >
        <TextInput
          label={t('username')}
          description={t('usernameRules', { max: MAX_NAME_LENGTH })}
          maxLength={MAX_NAME_LENGTH}
          autoComplete="off"
          value={username}
          onChange={(event) => set({ username: event.currentTarget.value })}
          required
          data-autofocus
        />
        <PasswordField
          label={t('password')}
          value={password}
          onChange={(value) => set({ password: value })}
        />
        <RoleSelect value={role} onChange={(value) => set({ role: value })} />
        {tenants.length > 0 && (
          <Select
            label={t('tenant')}
            placeholder={t('ownTenant')}
            data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
            value={tenant}
            onChange={(value) => set({ tenant: value })}
            searchable
            clearable
          />
        )}
        <AddressField value={address} onChange={(value) => set({ address: value })} />
      </FormDialog>
    </>
  );
}

export function RoleSelect({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  const t = useAccountsTexts();
  return (
    <Select
      label={t('role')}
      description={t(`role_${value}`)}
      data={[...ROLES]}
      value={value}
      onChange={(role) => onChange((role ?? value) as Role)}
      allowDeselect={false}
    />
  );
}

export function AddressField({ value, onChange }: { value: string; onChange(address: string): void }) {
  const t = useAccountsTexts();
  return (
    <TextInput
      label={t('creatorAddress')}
      description={t('creatorAddressHint')}
      maxLength={MAX_ADDRESS_LENGTH}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
