import { Button, Group, List, Modal, Stack, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { ErrorNote } from '../../ui/error-note';
import { formatNumber } from '../../ui/numbers';
import { useUiTexts } from '../../ui/texts';
import { useOperationsTexts } from '../texts';
import { type JobFilter } from './job-filter';
import {
  countRequeued,
  JOBS_KEY,
  type RequeueBody,
  requeueBodyOf,
  requeuePage,
  type RequeueOutcome,
} from './read-jobs';
import { useJobsTexts } from './texts';

const MAX_SHOWN_SKIPPED = 10;

interface RequeueManyProps {
  filter: JobFilter;
  /** Half an id in the filter would find more than is meant. */
  isComplete: boolean;
}

/** Counts what the filter finds, asks, then requeues it page by page. */
export function RequeueMany({ filter, isComplete }: RequeueManyProps) {
  const t = useJobsTexts();
  const ui = useUiTexts();
  const [isOpen, { open, close }] = useDisclosure(false);
  const body = isComplete ? requeueBodyOf(filter) : undefined;
  return (
    <>
      <Tooltip
        label={t('requeueManyHint')}
        disabled={body !== undefined}
        events={TOOLTIP_EVENTS}
        multiline
        maw={280}
      >
        <Button
          variant="default"
          size="xs"
          data-disabled={body === undefined}
          aria-disabled={body === undefined}
          aria-description={body === undefined ? t('requeueManyHint') : undefined}
          onClick={body && open}
        >
          {t('requeueMany')}
        </Button>
      </Tooltip>
      <Modal
        opened={isOpen && body !== undefined}
        onClose={close}
        title={t('requeueManyTitle')}
        centered
        closeButtonProps={{ 'aria-label': ui('close') }}
      >
        {body && <Requeueing body={body} onClose={close} />}
      </Modal>
    </>
  );
}

const TOOLTIP_EVENTS = { hover: true, focus: true, touch: true };

interface Sum {
  matched: number;
  requeued: number;
  retried: number;
  skipped: RequeueOutcome['skipped'];
}

function Requeueing({ body, onClose }: { body: RequeueBody; onClose(): void }) {
  const t = useJobsTexts();
  const ui = useUiTexts();
  const operations = useOperationsTexts();
  const queries = useQueryClient();
  const [sum, setSum] = useState<Sum>();
  const isStopped = useRef(false);
  useEffect(() => {
    isStopped.current = false;
    return () => {
      isStopped.current = true;
    };
  }, []);
  const found = useQuery({
    queryKey: ['operations', 'requeue', body],
    queryFn: ({ signal }) => countRequeued(body, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
  const requeueing = useMutation({
    async mutationFn() {
      let cursor: string | null | undefined;
      let done: Sum = { matched: 0, requeued: 0, retried: 0, skipped: [] };
      while (cursor !== null && !isStopped.current) {
        const page: RequeueOutcome = await requeuePage(body, cursor);
        done = plus(done, page);
        setSum(done);
        cursor = page.next_cursor;
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS_KEY }),
  });
  const stop = (): void => {
    isStopped.current = true;
    if (!requeueing.isPending) onClose();
  };
  const count = found.data?.matched ?? 0;
  const hasEnded = requeueing.isSuccess || requeueing.isError;
  return (
    <Stack gap="sm">
      <div aria-live="polite">
        {found.isPending && !found.error && <Text>{t('counting')}</Text>}
        {found.data && !sum && (
          <Stack gap={4}>
            <Text fw={600}>
              {count === 0
                ? t('foundNone')
                : `${t('found', { count })} ${t('ofBatches', { count: found.data.batches })}`}
            </Text>
            {count > 0 && <Text size="sm">{t(body.state === 'failed' ? 'failedHint' : 'activeHint')}</Text>}
          </Stack>
        )}
        {sum && requeueing.isPending && <Text>{t('goingOn', { count: formatNumber(sum.matched) })}</Text>}
        {sum && hasEnded && <Outcome sum={sum} />}
      </div>
      {(found.error ?? requeueing.error) && <ErrorNote error={(found.error ?? requeueing.error) as Error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={stop}>
          {requeueing.isPending ? t('stop') : hasEnded ? ui('close') : operations('cancel')}
        </Button>
        {count > 0 && !hasEnded && (
          <Button color="red.8" loading={requeueing.isPending} onClick={() => requeueing.mutate()}>
            {t('go', { count: formatNumber(count) })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function Outcome({ sum: { requeued, retried, skipped } }: { sum: Sum }) {
  const t = useJobsTexts();
  const counts = {
    requeued: formatNumber(requeued),
    retried: formatNumber(retried),
    skipped: formatNumber(skipped.length),
  };
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('outcome', counts)}</Text>
      {skipped.length > 0 && (
        <List size="sm">
          {skipped.slice(0, MAX_SHOWN_SKIPPED).map(({ job_id, message }) => (
            <List.Item key={job_id}>
              …{job_id.slice(-8)}: {message}
            </List.Item>
          ))}
          {skipped.length > MAX_SHOWN_SKIPPED && (
            <List.Item>{t('more', { count: formatNumber(skipped.length - MAX_SHOWN_SKIPPED) })}</List.Item>
          )}
        </List>
      )}
    </Stack>
  );
}

function plus(sum: Sum, { matched, requeued, retried, skipped }: RequeueOutcome): Sum {
  return {
    matched: sum.matched + matched,
    requeued: sum.requeued + requeued,
    retried: sum.retried + retried,
    skipped: [...sum.skipped, ...skipped],
  };
}
