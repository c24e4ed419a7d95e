import { Button, Group, Modal, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { idempotencyKey } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { queries } from '../app/queries';
import { ErrorNote } from '../ui/error-note';
import { beginOperation, type Content, type Operation } from './contents';
import { microStxOf, stxOf } from './stx';
import { useContentsTexts } from './texts';

export type OperationKind = Operation['kind'];

/** So many contents are named before an operation. */
const SHOWN = 8;
const EMPTY = { price: '', title: '', description: '', contentType: '', reason: '' };

interface OperationDialogProps {
  kind: OperationKind;
  creator: string;
  contents: Content[];
  onClose(): void;
}

/** Asks what is to be set, shows what would change, and begins the batch that does it. */
export function OperationDialog({ kind, creator, contents, onClose }: OperationDialogProps) {
  const t = useContentsTexts();
  const [, go] = useLocation();
  const [fields, setFields] = useState(EMPTY);
  const [key] = useState(idempotencyKey);
  const newPrice = microStxOf(fields.price);
  const operation = operationOf(kind, fields, newPrice);
  const beginning = useMutation({
    mutationFn: (what: Operation) =>
      beginOperation(
        creator,
        contents.map(({ contentId }) => contentId),
        what,
        key,
      ),
    async onSuccess(id) {
      go(`/batches/content/${id}`);
      await queries.invalidateQueries({ queryKey: ['contents'] });
    },
  });
  const field = (name: keyof typeof EMPTY) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  const title = t(kind === 'price' ? 'changePrice' : kind === 'metadata' ? 'changeMetadata' : 'remove');
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {kind === 'price' && (
          <TextInput
            label={t('newPrice')}
            inputMode="decimal"
            error={fields.price !== '' && newPrice === undefined && t('priceWrong')}
            {...field('price')}
          />
        )}
        {kind === 'metadata' && (
          <>
            <Text size="sm" c="dimmed">
              {t('keepHint')}
            </Text>
            <TextInput label={t('newTitle')} maxLength={500} {...field('title')} />
            <Textarea label={t('newDescription')} autosize maxRows={6} {...field('description')} />
            <TextInput label={t('newKind')} maxLength={100} {...field('contentType')} />
          </>
        )}
        {kind === 'removal' && <Textarea label={t('reason')} maxLength={1000} {...field('reason')} />}
        <Table fz="sm">
          <Table.Tbody>
            {contents.slice(0, SHOWN).map((content) => (
              <Table.Tr key={content.contentId}>
                <Table.Th scope="row" fw={500}>
                  {content.title}
                </Table.Th>
                {kind === 'price' && (
                  <Table.Td className="numbers" ta="end">
                    {stxOf(content.price)} → {newPrice === undefined ? '…' : stxOf(newPrice)}
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        {contents.length > SHOWN && <Text size="sm">+ {contents.length - SHOWN}</Text>}
        {beginning.error && <ErrorNote error={beginning.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            disabled={operation === undefined}
            loading={beginning.isPending}
            onClick={() => operation && beginning.mutate(operation)}
          >
            {t('start')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** undefined while something is missing, or would not be taken. */
function operationOf(
  kind: OperationKind,
  { title, description, contentType, reason }: typeof EMPTY,
  newPrice: string | undefined,
): Operation | undefined {
  if (kind === 'price') return newPrice === undefined ? undefined : { kind, newPrice };
  if (kind === 'removal') return { kind, removalReason: reason };
  const updates = {
    ...(title !== '' && { title }),
    ...(description !== '' && { description }),
    ...(contentType !== '' && { contentType }),
  };
  return Object.keys(updates).length === 0 ? undefined : { kind, updates };
}
