import { asForm, dataOf, SluiceClient } from '@sluice/client';
import { CROSS_FAULT_PATIENTS, plantCrossFaults } from '@sluice/test/fixtures/claim-cross-faults';
import { plantRecordFaults } from '@sluice/test/fixtures/claim-faults';
import { claimFile, claimMonthZip } from '@sluice/test/fixtures/claim-files';
import { type ClaimFile, type ClaimMonth, makeClaimMonth } from '@sluice/test/fixtures/claim-month';
import { jsonFileOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { ContentClient, CREATOR } from '../e2e/content-client';
import { MigrationClient } from '../e2e/migration-client';

/** A month of claim files with wrong records and files that contradict each other. */
export function faultyMonth(): Promise<Buffer> {
  return claimMonthZip(plantRecordFaults(contradictoryMonth()).month);
}

/** One file of that month as it should have been. */
export function correctedFile(file: ClaimFile): Buffer {
  return claimFile(contradictoryMonth(), file).bytes;
}

function contradictoryMonth(): ClaimMonth {
  return plantCrossFaults(makeClaimMonth({ patients: CROSS_FAULT_PATIENTS, seed: 68 })).month;
}

/** Pages of batches that have ended, of every system: their places below /console, by name. */
export async function batchesOfAllSystems(
  url: string,
): Promise<Record<string, { user: string; path: string }>> {
  const user = new SluiceClient({ baseUrl: url });
  await user.login('user', 'user123');
  const [omr, revenue, audience, content, migration] = await Promise.all([
    sheetsOf(user),
    claimsOf(user),
    contactsOf(user),
    pricesOf(url),
    importOf(url),
  ]);
  return {
    'batch-omr': { user: 'user', path: `/batches/omr/${omr}` },
    'batch-omr-sheet': { user: 'user', path: `/batches/omr/${omr}?sheet=2` },
    'batch-revenue': { user: 'user', path: `/batches/revenue/${revenue}` },
    'batch-audience': { user: 'user', path: `/batches/audience/${audience}` },
    'batch-content': { user: 'creator', path: `/batches/content/${content}` },
    'batch-migration': { user: 'admin', path: `/batches/migration/${migration}` },
  };
}

async function ended(client: SluiceClient, system: 'omr' | 'revenue' | 'audience' | 'content', id: string) {
  for await (const { name } of client.watch({ system, id })) if (name === 'done') break;
  return id;
}

async function sheetsOf(client: SluiceClient): Promise<string> {
  const sheets = await makeSheetSet({ count: 12, dpi: 60, distinct: 4, taskId: '14900113' });
  const broken = { name: 'sheet-013.jpg', bytes: (sheets[0]?.bytes as Buffer).subarray(0, 1_500) };
  const zip = await makeZip([...sheets, broken], { store: true });
  const uploadId = await client.uploadFile({ file: zip as unknown as Blob, filename: 'answer-sheets.zip' });
  const { batch_id: id } = await dataOf(
    client.http.POST('/api/batches/upload', {
      body: { upload_id: uploadId, has_qr: true },
      bodySerializer: asForm,
    }),
  );
  return ended(client, 'omr', id);
}

async function claimsOf(client: SluiceClient): Promise<string> {
  const zip = await faultyMonth();
  const uploadId = await client.uploadFile({ file: zip as unknown as Blob, filename: 'claims-6805.zip' });
  const { data } = await dataOf(
    client.http.POST('/api/revenue/upload/batch', {
      body: { upload_id: [uploadId], batchName: 'พฤษภาคม 2568' },
      bodySerializer: asForm,
    }),
  );
  return ended(client, 'revenue', data.batchId);
}

async function contactsOf(client: SluiceClient): Promise<string> {
  const { texts } = makeContacts({ records: 400, faultEvery: 50, duplicateEvery: 20 });
  const uploadId = await client.uploadFile({
    file: jsonFileOf(texts) as unknown as Blob,
    filename: 'contacts.json',
  });
  const answer = await dataOf(
    client.http.POST('/api/audience/batch-upload/file', {
      body: { upload_id: uploadId, upload_name: 'Spring fair', on_error: 'partial' },
      bodySerializer: asForm,
    }),
  );
  return ended(client, 'audience', answer.upload_id);
}

async function pricesOf(url: string): Promise<string> {
  const creator = await ContentClient.login(url);
  await creator.makeContents(['episode-1', 'episode-2', 'episode-3'], 1_000_000);
  const client = new SluiceClient({ baseUrl: url });
  await client.login('creator', 'creator123');
  const body = { creator: CREATOR, contentIds: ['episode-1', 'episode-2', 'episode-9'], newPrice: 2_500_000 };
  const { batchId } = await dataOf(client.http.POST('/api/batches/batch-update-price', { body }));
  return ended(client, 'content', batchId);
}

async function importOf(url: string): Promise<string> {
  const admin = await MigrationClient.login(url, 'admin');
  await admin.import({ bytes: makePackages(20).bytes(), importType: 'package' });
  const file = makePilgrims({ rows: 240, faultEvery: 20, packages: 20 });
  const { id } = await admin.import({ bytes: file.bytes(), importType: 'jamaah', name: 'jamaah.csv' });
  return id;
}
