import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { dataOf } from '@sluice/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../app/session';
import { ErrorNote } from '../../ui/error-note';
import { useUiTexts } from '../../ui/texts';
import { useOperationsTexts } from '../texts';
import { useStatusTexts } from './texts';
import { type Status, STATUS_KEY } from './use-status';

const MAX_REASON_LENGTH = 200;
const EVERYTHING = 'all';
/** In seconds; 0 is until somebody ends it. */
const LENGTHS = [
  [600, 'tenMinutes'],
  [3_600, 'oneHour'],
  [28_800, 'eightHours'],
  [0, 'untilEnded'],
] as const;

/** Asks what is to be held back, for how long and why. */
export function DrainButton({ status }: { status: Status }) {
  const t = useStatusTexts();
  const ui = useUiTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        {t('drain')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={t('drainTitle')}
        centered
        closeButtonProps={{ 'aria-label': ui('close') }}
      >
        <DrainForm status={status} onDone={close} />
      </Modal>
    </>
  );
}

function DrainForm({ status, onDone }: { status: Status; onDone(): void }) {
  const t = useStatusTexts();
  const operations = useOperationsTexts();
  const queries = useQueryClient();
  const [target, setTarget] = useState<string | null>(null);
  const [length, setLength] = useState<string>(String(LENGTHS[1][0]));
  const [reason, setReason] = useState('');
  const [isHandedBack, setIsHandedBack] = useState(false);
  const draining = useMutation({
    async mutationFn() {
      const seconds = Number(length);
      const body = {
        ...targetOf(target ?? ''),
        hand_back: isHandedBack,
        ...(seconds > 0 && { for_seconds: seconds }),
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      };
      await dataOf(client.http.POST('/api/ops/drains', { body }));
      await queries.invalidateQueries({ queryKey: STATUS_KEY });
    },
    onSuccess: onDone,
  });
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (target !== null) draining.mutate();
  };
  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        <Text size="sm">{t('drainHint')}</Text>
        <Select
          label={t('heldBack')}
          data={[
            {
              group: t('queues'),
              items: status.queues.map(({ queue }) => ({ value: `queue:${queue}`, label: queue })),
            },
            {
              group: t('workers'),
              items: status.workers.map(({ id }) => ({ value: `worker:${id}`, label: id })),
            },
            { group: t('all'), items: [{ value: EVERYTHING, label: t('everything') }] },
          ]}
          value={target}
          onChange={setTarget}
          required
          data-autofocus
        />
        <Select
          label={t('howLong')}
          data={LENGTHS.map(([seconds, text]) => ({ value: String(seconds), label: t(text) }))}
          value={length}
          onChange={(value) => setLength(value ?? length)}
          allowDeselect={false}
        />
        <TextInput
          label={t('reason')}
          description={t('reasonHint')}
          maxLength={MAX_REASON_LENGTH}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
        <Checkbox
          label={t('handBack')}
          checked={isHandedBack}
          onChange={(event) => setIsHandedBack(event.currentTarget.checked)}
        />
        {draining.error && <ErrorNote error={draining.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {operations('cancel')}
          </Button>
          <Button type="submit" color="red.8" loading={draining.isPending} disabled={target === null}>
            {t('drainNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function targetOf(value: string) {
  if (value === EVERYTHING) return { all: true as const };
  const [scope, ...name] = value.split(':');
  return scope === 'queue' ? { queue: name.join(':') as 'omr' } : { worker: name.join(':') };
}
