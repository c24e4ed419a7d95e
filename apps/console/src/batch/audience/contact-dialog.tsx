import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { changeContact, type Contact } from './contacts';
import { useAudienceTexts } from './texts';

interface ContactDialogProps {
  id: string;
  contact: Contact;
  onClose(): void;
}

/** Changes the texts of a record; what is no text stays as it was sent. */
export function ContactDialog({ id, contact, onClose }: ContactDialogProps) {
  const t = useAudienceTexts();
  const { record_number: number } = contact;
  const texts = Object.entries(contact.record as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const [values, setValues] = useState<Record<string, string>>(Object.fromEntries(texts));
  const changed = texts.filter(([name, before]) => values[name] !== before);
  const saving = useMutation({
    mutationFn: () => {
      const set = changed
        .filter(([name]) => values[name] !== '')
        .map(([name]) => [name, values[name]] as const);
      const unset = changed.filter(([name]) => values[name] === '').map(([name]) => name);
      return changeContact(id, number, {
        ...(set.length > 0 && { set: Object.fromEntries(set) as Record<string, string> }),
        ...(unset.length > 0 && { unset }),
      });
    },
    onSuccess: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('changeTitle', { number })}
      centered
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('changeHint')}
        </Text>
        {texts.map(([name]) => (
          <TextInput
            key={name}
            label={name}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        {saving.error && <ErrorNote error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button disabled={changed.length === 0} loading={saving.isPending} onClick={() => saving.mutate()}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
