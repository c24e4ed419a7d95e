import { Card, Loader, SimpleGrid, Stack, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { ErrorNote } from '../../ui/error-note';
import { Figure } from '../../ui/figure';
import { formatAmount, formatNumber } from '../../ui/numbers';
import { Pages } from '../../ui/pages';
import { BatchHeader } from '../batch-header';
import { type SystemPageProps } from '../batch-page';
import { ClaimFindings } from './claim-findings';
import { PAGE_CLAIMS, useReport } from './claims';
import { FileDialog } from './file-dialog';
import { FileTable } from './file-table';
import { BatchActions, FileActions } from './revenue-actions';
import { SingleFile } from './single-file';
import { useRevenueTexts } from './texts';

/** A hospital's claim files: a batch of them, or one that was sent by itself. */
export default function RevenuePage(props: SystemPageProps) {
  const { batch } = props;
  const isFile = batch.kind === 'file';
  const actions = isFile ? <FileActions batch={batch} /> : <BatchActions batch={batch} />;
  return (
    <Stack gap="lg">
      <BatchHeader {...props} actions={actions} />
      {isFile ? <SingleFile {...props} /> : <ClaimMonth {...props} />}
    </Stack>
  );
}

function ClaimMonth({ batch }: SystemPageProps) {
  const t = useRevenueTexts();
  const [page, setPage] = useState(1);
  const [search, setSearch] = useSearchParams();
  const { data: report, error } = useReport(batch.id, page);
  if (error && !report) return <ErrorNote error={error} />;
  if (!report) return <Loader />;
  const { totals, files, claims } = report;
  const opened = search.get('file');
  const tab = search.get('tab') === 'findings' ? 'findings' : 'files';
  const kindsOf = new Map(files.map(({ fileId, errorSummary }) => [fileId, errorSummary]));
  return (
    <>
      <Card withBorder>
        <SimpleGrid cols={{ base: 2, sm: 5 }}>
          <Figure label={t('valid')} value={formatNumber(totals.validRecords)} />
          <Figure
            label={t('invalid')}
            value={formatNumber(totals.invalidRecords)}
            isBad={totals.invalidRecords > 0}
          />
          <Figure label={t('skipped')} value={formatNumber(totals.skippedRecords)} />
          <Figure label={t('claims')} value={formatNumber(totals.claims)} isBad={totals.claims > 0} />
          <Figure
            label={t('baht')}
            value={formatAmount(totals.amountAtRisk)}
            unit="฿"
            isBad={totals.amountAtRisk > 0}
          />
        </SimpleGrid>
      </Card>
      <Tabs
        value={tab}
        onChange={(chosen) => setSearch(chosen === 'findings' ? { tab: chosen } : {}, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="files">
            {t('files')} ({formatNumber(report.batch.totalFiles)})
          </Tabs.Tab>
          <Tabs.Tab value="findings">
            {t('findings')} ({formatNumber(totals.claims)})
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="files" pt="md">
          <FileTable batchId={batch.id} kindsOf={kindsOf} onOpen={(file) => setSearch({ file })} />
        </Tabs.Panel>
        <Tabs.Panel value="findings" pt="md">
          <Stack>
            <ClaimFindings claims={claims} files={files} checkState={report.batch.checkState} />
            <Pages
              label={t('page')}
              total={totals.claims}
              perPage={PAGE_CLAIMS}
              page={page}
              onChange={setPage}
            />
          </Stack>
        </Tabs.Panel>
      </Tabs>
      {opened !== null && <FileDialog batchId={batch.id} fileId={opened} onClose={() => setSearch({})} />}
    </>
  );
}
