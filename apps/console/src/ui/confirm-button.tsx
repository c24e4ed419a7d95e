import { Button, type ButtonProps, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { ErrorNote } from './error-note';
import { useUiTexts } from './texts';

interface ConfirmButtonProps extends ButtonProps {
  children: string;
  /** What is asked before; it is done at once without. May be a preview of what would happen. */
  question?: ReactNode;
  action: () => Promise<unknown>;
}

/** A button for what changes something: asks when it has to, shows that it is at it, and says why it was refused. */
export function ConfirmButton({ children, question, action, ...props }: ConfirmButtonProps) {
  const t = useUiTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const doing = useMutation({ mutationFn: action, onSuccess: close, onError: open });
  return (
    <>
      <Button
        variant="default"
        size="sm"
        loading={doing.isPending}
        onClick={() => (question === undefined ? doing.mutate() : open())}
        {...props}
      >
        {children}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={children}
        centered
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Stack>
          {typeof question === 'string' ? <Text>{question}</Text> : question}
          {doing.error && <ErrorNote error={doing.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('keep')}
            </Button>
            <Button color={props.color ?? 'red.8'} loading={doing.isPending} onClick={() => doing.mutate()}>
              {t('confirm')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
