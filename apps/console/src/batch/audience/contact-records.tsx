import { Button, Checkbox, Group, Loader, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { Pages } from '../../ui/pages';
import { ContactDialog } from './contact-dialog';
import { type Contact, deleteContacts, PAGE_CONTACTS, useContacts } from './contacts';
import { useAudienceTexts } from './texts';

/** The records that are in, as they were sent, with where else each is. */
export function ContactRecords({ id }: { id: string }) {
  const t = useAudienceTexts();
  const [page, setPage] = useState(1);
  const [duplicates, setDuplicates] = useState(false);
  const [changed, setChanged] = useState<Contact | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const { data, error, refetch } = useContacts(id, page, duplicates);
  if (error && !data) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loader />;
  const names = [...new Set(data.records.flatMap(({ record }) => Object.keys(record)))];
  const numbers = data.records.map(({ record_number: number }) => number);
  // Those on the page alone: nobody deletes what can't be seen.
  const picked = numbers.filter((number) => chosen.has(number));
  const isAll = picked.length > 0 && picked.length === numbers.length;
  const toggle = (number: number): void => {
    const next = new Set(picked);
    if (!next.delete(number)) next.add(number);
    setChosen(next);
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between" mih={36}>
        <Checkbox
          label={t('duplicates')}
          checked={duplicates}
          onChange={(event) => {
            setDuplicates(event.currentTarget.checked);
            setPage(1);
          }}
        />
        {picked.length > 0 && (
          <Group gap="xs">
            <Text size="sm">{t('chosen', { count: picked.length })}</Text>
            <ConfirmButton
              question={t('deleteManyAsk', { count: picked.length })}
              action={() => deleteContacts(id, picked)}
            >
              {t('deleteChosen')}
            </ConfirmButton>
          </Group>
        )}
      </Group>
      {data.records.length === 0 ? (
        <Text c="dimmed">{t('noRecords')}</Text>
      ) : (
        <Table.ScrollContainer
          type="native"
          minWidth={320 + names.length * 140}
          tabIndex={0}
          role="region"
          aria-label={t('records')}
        >
          <Table striped withTableBorder fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Td w={44}>
                  <Checkbox
                    aria-label={t('selectAll')}
                    checked={isAll}
                    indeterminate={!isAll && picked.length > 0}
                    onChange={() => setChosen(new Set(isAll ? [] : numbers))}
                  />
                </Table.Td>
                <Table.Th scope="col">{t('record')}</Table.Th>
                {names.map((name) => (
                  <Table.Th key={name} scope="col">
                    {name}
                  </Table.Th>
                ))}
                <Table.Th scope="col">{t('duplicate')}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.records.map((contact) => (
                <Table.Tr key={contact.record_number}>
                  <Table.Td>
                    <Checkbox
                      aria-label={t('select', { number: contact.record_number })}
                      checked={chosen.has(contact.record_number)}
                      onChange={() => toggle(contact.record_number)}
                    />
                  </Table.Td>
                  <Table.Th scope="row" className="numbers">
                    {contact.record_number}
                  </Table.Th>
                  {names.map((name) => (
                    <Table.Td key={name}>{shown((contact.record as Record<string, unknown>)[name])}</Table.Td>
                  ))}
                  <Table.Td>
                    <Elsewhere contact={contact} />
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap">
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={`${t('change')} ${contact.record_number}`}
                        onClick={() => setChanged(contact)}
                      >
                        {t('change')}
                      </Button>
                      <ConfirmButton
                        size="compact-sm"
                        question={t('deleteAsk', { number: contact.record_number })}
                        action={() => deleteContacts(id, [contact.record_number])}
                      >
                        {t('delete')}
                      </ConfirmButton>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Pages label={t('page')} total={data.total} perPage={PAGE_CONTACTS} page={page} onChange={setPage} />
      {changed && <ContactDialog id={id} contact={changed} onClose={() => setChanged(null)} />}
    </Stack>
  );
}

function Elsewhere({ contact: { duplicate } }: { contact: Contact }) {
  const t = useAudienceTexts();
  if (duplicate === null) return null;
  const { same_as_record: same, earlier_upload_id: upload } = duplicate;
  return (
    <Text size="xs">
      {same !== null && t('ofRecord', { number: same })}
      {same !== null && upload !== null && ', '}
      {upload !== null && t('ofUpload', { upload })}
    </Text>
  );
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
