import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useUser } from '../../app/user';
import { ConfirmButton } from '../../ui/confirm-button';
import { isPassword } from './account-rules';
import { FormDialog } from './form-dialog';
import { AddressField, RoleSelect } from './new-user-button';
import { PasswordField } from './password-field';
import { type Account, changeUser, removeUser, USERS_KEY } from './read-accounts';
import { useAccountsTexts } from './texts';

/** What can be done with a user. Nobody deletes or disables themselves. */
export function UserActions({ account }: { account: Account }) {
  const t = useAccountsTexts();
  const me = useUser();
  const queries = useQueryClient();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: USERS_KEY });
  const { id, username: name, disabled } = account;
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label={t('actionsOf', { name })}>
      <EditButton account={account} onDone={refresh} />
      <PasswordButton account={account} onDone={refresh} />
      {id !== me.id && (
        <>
          <ConfirmButton
            size="compact-xs"
            question={disabled ? t('enableAsk', { name }) : t('disableAsk', { name })}
            action={async () => {
              await changeUser(id, { disabled: !disabled });
              await refresh();
            }}
          >
            {t(disabled ? 'enable' : 'disable')}
          </ConfirmButton>
          <ConfirmButton
            size="compact-xs"
            question={t('removeAsk', { name })}
            action={async () => {
              await removeUser(id);
              await refresh();
            }}
          >
            {t('remove')}
          </ConfirmButton>
        </>
      )}
    </Group>
  );
}

interface ChangeProps {
  account: Account;
  onDone(): Promise<void>;
}

function EditButton({ account, onDone }: ChangeProps) {
  const t = useAccountsTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [role, setRole] = useState(account.role);
  const [address, setAddress] = useState(account.creator_address ?? '');
  const creatorAddress = address.trim() === '' ? null : address.trim();
  const change = {
    ...(role !== account.role && { role }),
    ...(creatorAddress !== account.creator_address && { creator_address: creatorAddress }),
  };
  const begin = (): void => {
    setRole(account.role);
    setAddress(account.creator_address ?? '');
    open();
  };
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={begin}>
        {t('edit')}
      </Button>
      <FormDialog
        title={t('editOf', { name: account.username })}
        send={t('save')}
        isOpen={isOpen}
        canSend={Object.keys(change).length > 0}
        action={async () => {
          await changeUser(account.id, change);
          await onDone();
        }}
        onClose={close}
      >
        <RoleSelect value={role} onChange={setRole} />
        <AddressField value={address} onChange={setAddress} />
      </FormDialog>
    </>
  );
}

function PasswordButton({ account, onDone }: ChangeProps) {
  const t = useAccountsTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const [password, setPassword] = useState('');
  const closeAndForget = (): void => {
    setPassword('');
    close();
  };
  return (
    <>
      <Button variant="default" size="compact-xs" onClick={open}>
        {t('setPassword')}
      </Button>
      <FormDialog
        title={t('passwordOf', { name: account.username })}
        send={t('setPassword')}
        isOpen={isOpen}
        canSend={isPassword(password)}
        action={async () => {
          await changeUser(account.id, { password });
          await onDone();
        }}
        onClose={closeAndForget}
      >
        <PasswordField label={t('newPassword')} value={password} onChange={setPassword} />
        {t('passwordHint')}
      </FormDialog>
    </>
  );
}
