import { Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { idempotencyKey } from '@sluice/client';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { client } from '../../app/session';
import { createCorrection } from '../../migration/imports';
import { ErrorNote } from '../../ui/error-note';
import { correctedCsv, failedRowsOf } from './corrected-rows';
import { type Job, jobChanged, moveJob, useErrors } from './jobs';
import classes from './migration-page.module.css';
import { useMigrationTexts } from './texts';

/** Wrong values are changed where they stand, and their rows sent again as part of the same import. */
export function Corrections({ job }: { job: Job }) {
  const t = useMigrationTexts();
  const [, go] = useLocation();
  const { data } = useErrors(job.id, 1, false);
  const rows = useMemo(() => failedRowsOf(job, data?.data ?? []), [job, data]);
  /** By row number and column. */
  const [changes, setChanges] = useState<Record<number, Record<string, string>>>({});
  const [key] = useState(idempotencyKey);
  const changed = rows.filter(({ rowNumber }) => changes[rowNumber] !== undefined);
  const sending = useMutation({
    async mutationFn() {
      const csv = correctedCsv(job.columns, changed, changes);
      const filename = `corrected-${job.file_name}`;
      const uploadId = await client.uploadFile({ file: new File([csv], filename), filename });
      const id = await createCorrection({ uploadId, type: job.import_type, parentId: job.id }, key);
      await moveJob(id, 'start');
      await jobChanged(job.id);
      return id;
    },
    onSuccess: (id) => go(`/batches/migration/${id}`),
  });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4" id="corrections">
        {t('correct')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('correctHint')}
      </Text>
      <Table.ScrollContainer
        type="native"
        minWidth={640}
        tabIndex={0}
        role="region"
        aria-labelledby="corrections"
      >
        <Table withTableBorder fz="sm">
          <Table.Caption>{t('rowsShown', { count: rows.length })}</Table.Caption>
          <Table.Tbody>
            {rows.map(({ rowNumber, problems }) => (
              <Table.Tr key={rowNumber}>
                <Table.Th scope="row" className="numbers" w={80}>
                  {t('row')} {rowNumber}
                </Table.Th>
                <Table.Td>
                  <Group align="flex-start" gap="sm">
                    {problems.map(({ column, value, message }) => (
                      <TextInput
                        key={column}
                        size="xs"
                        label={column}
                        description={message}
                        classNames={{ description: classes['wrong'] ?? '' }}
                        value={changes[rowNumber]?.[column] ?? value}
                        onChange={(event) => {
                          const next = event.currentTarget.value;
                          setChanges((now) => ({
                            ...now,
                            [rowNumber]: { ...now[rowNumber], [column]: next },
                          }));
                        }}
                        flex="1 1 220px"
                        maw={360}
                      />
                    ))}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {sending.error && <ErrorNote error={sending.error} />}
      <Group>
        <Button disabled={changed.length === 0} loading={sending.isPending} onClick={() => sending.mutate()}>
          {t('sendRows', { count: changed.length })}
        </Button>
        <Button component={Link} href={`/import?parent=${job.id}&type=${job.import_type}`} variant="default">
          {t('sendFile')}
        </Button>
      </Group>
    </Stack>
  );
}
