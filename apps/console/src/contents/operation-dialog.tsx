import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { idempotencyKey } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { ErrorNote } from '../ui/error-note';
import { Preview } from './change-preview';
import { beginOperation, type Content, type Operation } from './contents';
import { MAX_STX, microStxOf } from './stx';
import { useContentsTexts } from './texts';

export type OperationKind = Operation['kind'];

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
  const price = microStxOf(fields.price);
  const operation = operationOf(kind, fields, price);
  const beginning = useMutation({
    mutationFn: (what: Operation) =>
      beginOperation(
        creator,
        contents.map(({ contentId }) => contentId),
        what,
        key,
      ),
    onSuccess: (id) => go(`/batches/content/${id}`),
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
            error={fields.price !== '' && 'fault' in price && t(price.fault, { most: MAX_STX })}
            {...field('price')}
          />
        )}
        {kind === 'metadata' && (
          <>
            <Text size="sm" c="dimmed">
              {t('keepHint')}
            </Text>
            <TextInput label={t('newTitle')} maxLength={500} {...field('title')} />
            <Textarea
              label={t('newDescription')}
              autosize
              maxRows={6}
              maxLength={10_000}
              {...field('description')}
            />
            <TextInput label={t('newKind')} maxLength={100} {...field('contentType')} />
          </>
        )}
        {kind === 'removal' && <Textarea label={t('reason')} maxLength={1000} {...field('reason')} />}
        <Preview kind={kind} contents={contents} operation={operation} />
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
  price: ReturnType<typeof microStxOf>,
): Operation | undefined {
  if (kind === 'price') return 'fault' in price ? undefined : { kind, newPrice: price.microStx };
  if (kind === 'removal') return { kind, removalReason: reason };
  const updates = {
    ...(title !== '' && { title }),
    ...(description !== '' && { description }),
    ...(contentType !== '' && { contentType }),
  };
  return Object.keys(updates).length === 0 ? undefined : { kind, updates };
}
