import { Stack, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { client } from '../../app/session';
import { formatNumber } from '../../ui/numbers';
import { ConfirmButton } from '../../ui/confirm-button';
import { saveFile } from '../../ui/save-file';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { RemoveButton } from '../remove-button';
import { ReportButton } from '../report-button';
import { ContactFigures } from './contact-figures';
import { ContactRecords } from './contact-records';
import { Rejections } from './rejections';
import { useAudienceTexts } from './texts';

/** An upload of contacts. Only whoever sent it sees this page: it shows people. */
export default function AudiencePage(props: SystemPageProps) {
  const t = useAudienceTexts();
  const { id, done, failed } = props.batch;
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={<AudienceActions {...props} />} />
      <Tabs defaultValue="figures" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="figures">{t('figures')}</Tabs.Tab>
          <Tabs.Tab value="records">
            {t('records')} ({formatNumber(done)})
          </Tabs.Tab>
          <Tabs.Tab value="rejections">
            {t('rejections')} ({formatNumber(failed)})
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="figures" pt="md">
          <ContactFigures id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="records" pt="md">
          <ContactRecords id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="rejections" pt="md">
          <Rejections id={id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function AudienceActions({ batch }: SystemPageProps) {
  const own = useAudienceTexts();
  const path = `/api/audience/batch-upload/${batch.id}`;
  const icon = <IconDownload size={16} aria-hidden />;
  return (
    <>
      {(['csv', 'ndjson'] as const).map((format) => (
        <ConfirmButton
          key={format}
          leftSection={icon}
          action={() => saveFile(`${path}?format=${format}`, `${batch.name}.${format}`)}
        >
          {own(format)}
        </ConfirmButton>
      ))}
      {batch.failed > 0 && (
        <ConfirmButton
          leftSection={icon}
          action={() => saveFile(`${path}/rejections?format=csv`, `rejections-${batch.name}.csv`)}
        >
          {own('rejectionsCsv')}
        </ConfirmButton>
      )}
      <ReportButton path={`${path}/report.html`} />
      <RemoveButton
        name={batch.name}
        action={() =>
          client.http.DELETE('/api/audience/batch-upload/{id}', { params: { path: { id: batch.id } } })
        }
      />
    </>
  );
}
