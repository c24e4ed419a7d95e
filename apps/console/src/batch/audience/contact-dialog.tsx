import { Button, Checkbox, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
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

/** What a field can be changed to; it keeps its kind. */
type Value = string | number | boolean;
type Fields = Readonly<Record<string, Value>>;

const isValue = (value: unknown): value is Value => ['string', 'number', 'boolean'].includes(typeof value);

/** Changes the fields of a record that are a text, a number, or yes or no; lists and groups stay as they were sent. */
export function ContactDialog({ id, contact, onClose }: ContactDialogProps) {
  const t = useAudienceTexts();
  const { record_number: number } = contact;
  const before = Object.fromEntries(
    Object.entries(contact.record as Record<string, unknown>).filter((entry): entry is [string, Value] =>
      isValue(entry[1]),
    ),
  );
  const [fields, setFields] = useState<Fields>(before);
  const change = changeOf(before, fields);
  const saving = useMutation({
    mutationFn: () => changeContact(id, number, change),
    onSuccess: onClose,
  });
  const isChanged = change.set !== undefined || change.unset !== undefined;
  // Half a number, a minus alone, is a text.
  const keepsKinds = Object.entries(before).every(
    ([name, value]) => fields[name] === '' || typeof fields[name] === typeof value,
  );
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
        {Object.entries(fields).map(([name, value]) => (
          <FieldInput
            key={name}
            name={name}
            kind={typeof before[name]}
            value={value}
            onChange={(next) => setFields({ ...fields, [name]: next })}
          />
        ))}
        <NewField
          canAdd={(name) => !Object.hasOwn(contact.record, name) && !Object.hasOwn(fields, name)}
          onAdd={(name) => setFields({ ...fields, [name]: '' })}
        />
        {saving.error && <ErrorNote error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            disabled={!isChanged || !keepsKinds}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface FieldInputProps {
  name: string;
  kind: string;
  value: Value;
  onChange(value: Value): void;
}

function FieldInput({ name, kind, value, onChange }: FieldInputProps) {
  if (kind === 'boolean')
    return (
      <Checkbox
        label={name}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  // Empty, it gives an empty text.
  if (kind === 'number') return <NumberInput label={name} value={value as number | ''} onChange={onChange} />;
  return (
    <TextInput
      label={name}
      value={value as string}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface NewFieldProps {
  /** Not a name that the record has already. */
  canAdd(name: string): boolean;
  onAdd(name: string): void;
}

/** Asks for the name of one more field; it is a text. */
function NewField({ canAdd, onAdd }: NewFieldProps) {
  const t = useAudienceTexts();
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const add = (): void => {
    onAdd(name);
    setTyped('');
  };
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        label={t('newField')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button variant="default" disabled={name === '' || !canAdd(name)} onClick={add}>
        {t('addField')}
      </Button>
    </Group>
  );
}

/** Of the fields that are not as they were: what is set, and what is taken away because it is empty. */
function changeOf(before: Fields, fields: Fields): { set?: Record<string, Value>; unset?: string[] } {
  const changed = Object.entries(fields).filter(([name, value]) => value !== (before[name] ?? ''));
  const set = changed.filter(([, value]) => value !== '');
  const unset = changed.filter(([, value]) => value === '').map(([name]) => name);
  return {
    ...(set.length > 0 && { set: Object.fromEntries(set) }),
    ...(unset.length > 0 && { unset }),
  };
}
