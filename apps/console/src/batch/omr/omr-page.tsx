import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { dataOf } from '@sluice/client';
import { IconDownload } from '@tabler/icons-react';
import { queries } from '../../app/queries';
import { client } from '../../app/session';
import { isActive } from '../../batches/overview';
import { ConfirmButton } from '../../ui/confirm-button';
import { ErrorNote } from '../../ui/error-note';
import { saveFile } from '../../ui/save-file';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { RemoveButton } from '../remove-button';
import { ReportButton } from '../report-button';
import { useBatchTexts } from '../texts';
import { batchKey } from '../use-live-batch';
import { SheetBrowser } from './sheet-browser';
import { useOmrBatch } from './sheets';
import { useOmrTexts } from './texts';

/** A batch of scanned sheets. */
export default function OmrPage(props: SystemPageProps) {
  const t = useOmrTexts();
  const { batch } = props;
  const { data: details, error } = useOmrBatch(batch.id);
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={<OmrActions {...props} />} />
      {error && <ErrorNote error={error} />}
      {details && (
        <Group gap="xl">
          <Text size="sm">
            {t('task')}: <b>{details.task_id ?? t('noTask')}</b>
          </Text>
          <Text size="sm">
            {t('strategy')}: <b>{t(details.upload_strategy)}</b>
          </Text>
        </Group>
      )}
      {details && details.warnings.length > 0 && (
        <Alert color="yellow" title={t('warnings', { count: details.warnings.length })}>
          <List size="sm">
            {details.warnings.map((warning, index) => (
              <List.Item key={index}>
                {warning.filename === undefined ? '' : `${warning.filename}: `}
                {warning.message}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {details && <SheetBrowser batch={batch} />}
    </Stack>
  );
}

function OmrActions({ batch }: SystemPageProps) {
  const t = useBatchTexts();
  const omr = useOmrTexts();
  const params = { params: { path: { id: batch.id } } };
  const changed = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: batchKey('omr', batch.id) }),
      queries.invalidateQueries({ queryKey: ['batches'] }),
    ]);
  const exported = (form: 'csv' | 'json') => ({
    children: omr(form),
    leftSection: <IconDownload size={16} aria-hidden />,
    action: () => saveFile(`/api/batches/${batch.id}/export.${form}`, `${batch.name}.${form}`),
  });
  return (
    <>
      {isActive(batch) && (
        <ConfirmButton
          question={t('cancelAsk', { name: batch.name })}
          action={() => dataOf(client.http.POST('/api/batches/{id}/cancel', params)).then(changed)}
        >
          {t('cancel')}
        </ConfirmButton>
      )}
      {!isActive(batch) && (batch.failed > 0 || batch.state === 'failed' || batch.state === 'cancelled') && (
        <ConfirmButton
          variant="filled"
          action={() => dataOf(client.http.POST('/api/batches/{id}/retry', params)).then(changed)}
        >
          {t('retry')}
        </ConfirmButton>
      )}
      {!isActive(batch) && (
        <>
          <ConfirmButton {...exported('csv')} />
          <ConfirmButton {...exported('json')} />
        </>
      )}
      <ReportButton path={`/api/batches/${batch.id}/report.html`} />
      <RemoveButton name={batch.name} action={() => client.http.DELETE('/api/batches/{id}', params)} />
    </>
  );
}
