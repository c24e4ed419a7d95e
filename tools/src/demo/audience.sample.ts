import { asForm, dataOf, type SluiceClient } from '@sluice/client';
import { type Contacts, envelopeOf, makeContacts, ndjsonOf } from '@sluice/test/fixtures/contacts';
import {
  type AudienceAnalytics,
  type AudienceAnswers,
  type AudienceEvent,
  type AudienceUploadAnswer,
  checkUpload,
  type SentContacts,
} from './audience-check';
import { bytesOf, progressOf, signedIn } from './demo-client';
import { type DemoContext, type DemoSample } from './sample';

const CONTACTS = 40_000;
/** A file that comes later; a part of its people are in the body before it. */
const LATER_CONTACTS = 5_000;
const LATER_FIRST_PERSON = 36_000;
/** Twice the published bound of recovery: an upload that takes so long is stuck. */
const STUCK_AFTER_MS = 60_000;

/** A body of contacts and a file of more, some of them nobody's and some there twice, become figures, told live. */
export const audienceSample: DemoSample = {
  name: 'audience',
  async run(context) {
    const contacts = makeContacts({ records: CONTACTS, duplicateEvery: 20, faultEvery: 1_000 });
    const body = envelopeOf(contacts.texts, 'spring campaign');
    const later = makeContacts({ records: LATER_CONTACTS, seed: 7, firstPerson: LATER_FIRST_PERSON });
    const client = await signedIn(context, 'user');
    const startedAt = performance.now();
    const first = await dataOf(
      client.http.POST('/api/audience/batch-upload', {
        params: { query: { on_error: 'partial' } },
        headers: { 'Content-Type': 'application/json' },
        // Made already, and measured: numbers in it must go out as they are written.
        body: body as never,
        bodySerializer: () => body.toString(),
      }),
    );
    const answeredMs = performance.now() - startedAt;
    const ofBody = await watch(context, client, first, 'audience: body');
    const seconds = (performance.now() - startedAt) / 1000;
    const second = await sendFile(client, ndjsonOf(later.texts));
    const ofFile = await watch(context, client, second, 'audience: file');
    const sentBody: SentContacts = { contacts, ofEarlierUploads: 0 };
    const sentFile: SentContacts = { contacts: later, ofEarlierUploads: recordsOfPeople(later, contacts) };
    return {
      rows: [
        ['what', `${CONTACTS} contacts in a JSON body of ${mib(body)}, ${LATER_CONTACTS} in an NDJSON file`],
        ['answer', `${answeredMs.toFixed(0)} ms after the body was begun`],
        ['total', `${seconds.toFixed(2)} s until its figures were there`],
        ['speed', `${Math.round(CONTACTS / seconds)} records/s`],
        ['body', outcome(ofBody)],
        ['file', outcome(ofFile)],
        ['domains', topDomains(ofBody.analytics)],
      ],
      mismatches: [...checkUpload(sentBody, ofBody), ...checkUpload(sentFile, ofFile)],
    };
  },
};

async function sendFile(client: SluiceClient, bytes: Buffer): Promise<AudienceUploadAnswer> {
  const uploadId = await client.uploadFile({ file: bytesOf(bytes), filename: 'later.ndjson' });
  const body = { upload_id: uploadId };
  return dataOf(client.http.POST('/api/audience/batch-upload/file', { body, bodySerializer: asForm }));
}

/** Listens until an upload has ended, then asks for all there is to know of it. */
async function watch(
  { terminal, signal }: DemoContext,
  client: SluiceClient,
  upload: AudienceUploadAnswer,
  label: string,
): Promise<AudienceAnswers> {
  const { upload_id: id } = upload;
  const params = { path: { id } };
  // Of a file it is not known how many records it has.
  const bar = terminal.bar(label, upload.rows_received || LATER_CONTACTS);
  const events: AudienceEvent[] = [];
  for await (const data of progressOf(client, { system: 'audience', id }, signal, STUCK_AFTER_MS)) {
    events.push({ ...data, processing_status: data.processing_status ?? '' });
    bar.update(data.processed + data.failed, data.processing_status);
  }
  bar.finish(events.at(-1)?.processing_status);
  const page = { ...params, query: { limit: 100 } };
  const { rejections } = await dataOf(
    client.http.GET('/api/audience/batch-upload/{id}/rejections', { params: page }),
  );
  const { analytics } = await dataOf(
    client.http.GET('/api/audience/batch-upload/{id}/analytics', { params }),
  );
  if (analytics === null) throw new Error('An upload has ended without figures');
  const headers = { Accept: 'application/x-ndjson' };
  const whole = client.http.GET('/api/audience/batch-upload/{id}', { params, headers, parseAs: 'text' });
  const lines = await dataOf(whole);
  return { upload, events, lines, rejections, analytics };
}

/** Records of one upload whose people are in another. */
function recordsOfPeople({ people }: Contacts, others: Contacts): number {
  const known = new Set(others.people);
  return people.filter((person) => person > 0 && known.has(person)).length;
}

function outcome({ analytics, rejections }: AudienceAnswers): string {
  const { records, duplicates } = analytics;
  return (
    `${records} records in, ${rejections.length} rejected; twice in it ${duplicates.within_upload}, ` +
    `in earlier uploads ${duplicates.of_earlier_uploads}, people ${duplicates.distinct_people}`
  );
}

function topDomains({ domains }: AudienceAnalytics): string {
  const shown = domains.top.slice(0, 3).map(({ domain, records }) => `${domain} (${records})`);
  return `${domains.distinct}: ${shown.join(', ')} …`;
}

function mib(bytes: Buffer): string {
  return `${(bytes.length / 1024 / 1024).toFixed(1)} MiB`;
}
