import { Button, Group, Modal, Stack } from '@mantine/core';
import { idempotencyKey } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { useUiTexts } from '../../ui/texts';
import { useOperationsTexts } from '../texts';

interface FormDialogProps {
  title: string;
  /** On the button that sends. */
  send: string;
  isOpen: boolean;
  canSend: boolean;
  /** `key`: the same for the same opened form, so that what is sent twice is made once. */
  action: (key: string) => Promise<unknown>;
  onClose(): void;
  children: ReactNode;
}

/** A form in a window: Enter sends it, and what was refused is said in it. */
export function FormDialog({ title, send, isOpen, canSend, action, onClose, children }: FormDialogProps) {
  const ui = useUiTexts();
  const operations = useOperationsTexts();
  const [key, setKey] = useState(idempotencyKey);
  const close = (): void => {
    setKey(idempotencyKey());
    sending.reset();
    onClose();
  };
  const sending = useMutation({ mutationFn: () => action(key), onSuccess: close });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (canSend && !sending.isPending) sending.mutate();
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      centered
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          {children}
          {sending.error && <ErrorNote error={sending.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {operations('cancel')}
            </Button>
            <Button type="submit" loading={sending.isPending} disabled={!canSend}>
              {send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
