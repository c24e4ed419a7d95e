import { IconDownload } from '@tabler/icons-react';
import { client } from '../../app/session';
import { type Batch, isActive } from '../../batches/overview';
import { ConfirmButton } from '../../ui/confirm-button';
import { saveFile } from '../../ui/save-file';
import { RemoveButton } from '../remove-button';
import { ReportButton } from '../report-button';
import { useBatchTexts } from '../texts';
import { claimsChanged, useClaimFile } from './claims';
import { FileButtons } from './file-actions';
import { useRevenueTexts } from './texts';

/** What may be done with a batch as it is now. */
export function BatchActions({ batch }: { batch: Batch }) {
  const t = useBatchTexts();
  const own = useRevenueTexts();
  const { id, name } = batch;
  const params = { params: { path: { id } } };
  return (
    <>
      {isActive(batch) && (
        <ConfirmButton
          question={t('cancelAsk', { name })}
          action={() =>
            client.http.POST('/api/revenue/batches/{id}/cancel', params).then(() => claimsChanged(id))
          }
        >
          {t('cancel')}
        </ConfirmButton>
      )}
      {!isActive(batch) && (batch.failed > 0 || batch.state === 'failed' || batch.state === 'cancelled') && (
        <ConfirmButton
          variant="filled"
          action={() =>
            client.http.POST('/api/revenue/batches/{id}/retry', params).then(() => claimsChanged(id))
          }
        >
          {t('retry')}
        </ConfirmButton>
      )}
      <ConfirmButton
        leftSection={<IconDownload size={16} aria-hidden />}
        action={() => saveFile(`/api/revenue/batches/${id}/report?format=csv`, `${name}.csv`)}
      >
        {own('csv')}
      </ConfirmButton>
      <ReportButton path={`/api/revenue/batches/${id}/report.html`} />
      <RemoveButton name={name} action={() => client.http.DELETE('/api/revenue/batches/{id}', params)} />
    </>
  );
}

/** What may be done with a file that was sent by itself. */
export function FileActions({ batch }: { batch: Batch }) {
  const { id, name } = batch;
  const { data: file } = useClaimFile(id, id);
  return (
    <>
      {file && <FileButtons file={file} />}
      {!isActive(batch) && (
        <RemoveButton
          name={name}
          action={() => client.http.DELETE('/api/revenue/files/{id}', { params: { path: { id } } })}
        />
      )}
    </>
  );
}
