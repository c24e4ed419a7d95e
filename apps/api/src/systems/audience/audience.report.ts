import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type AudienceUpload, isUploadFinal, type ProcessingStatus } from '@sluice/systems/audience';
import { type Actor } from '../../auth';
import {
  countedBars,
  ENGLISH,
  html,
  longTable,
  MAX_TABLE_ROWS,
  outcomes,
  type Report,
  type Section,
  shortened,
  timesOf,
  type Tone,
} from '../../report';
import { findUpload } from './audience.access';
import { UPLOADS_PATH } from './audience.presenter';
import { pageOfRejections } from './rejection-lists';

const { words, formats } = ENGLISH;

/** Domains and fields with bars of their own. */
const MAX_BARS = 15;

const STATE_TONES: Record<ProcessingStatus, Tone> = {
  queued: 'open',
  loading: 'open',
  analyzing: 'open',
  completed: 'good',
  failed: 'bad',
};

/** What the analysis of an upload has, of that what is shown here. */
interface Analytics {
  records: number;
  fields: { field: string; filled: number; fill_rate: number }[];
  domains: { distinct: number; top: { domain: string; records: number }[] };
  duplicates: { within_upload: number; of_earlier_uploads: number; distinct_people: number };
}

/** What became of an upload, for people: its owner alone. @throws AppError 404, 403 */
export function audienceReport(db: Database, actor: Actor, uploadId: string): Promise<Report> {
  // In one snapshot: figures, charts and tables tell of the same moment.
  return db.transaction('REPEATABLE READ', async (sql) => {
    const upload = await findUpload(sql, actor, uploadId);
    const analytics = await analyticsOf(sql, upload);
    return {
      ...headOf(upload, analytics, actor),
      sections: [
        recordOutcomes(upload),
        duplicatesSection(analytics),
        domainsSection(analytics),
        fieldsSection(analytics),
        await rejectionsSection(sql, upload),
      ],
    };
  });
}

async function analyticsOf(sql: Sql, { id }: AudienceUpload): Promise<Analytics | null> {
  const [found] = await rows<{ analytics: Analytics | null }>(
    sql,
    'SELECT analytics FROM audience_uploads WHERE id = $1',
    [id],
  );
  return found?.analytics ?? null;
}

function headOf(
  upload: AudienceUpload,
  analytics: Analytics | null,
  { principal }: Actor,
): Omit<Report, 'sections'> {
  const { number } = formats;
  const { rowsReceived, rowsLoaded, rowsRejected, processingStatus } = upload;
  const duplicates =
    analytics && analytics.duplicates.within_upload + analytics.duplicates.of_earlier_uploads;
  return {
    locale: ENGLISH,
    system: 'Audience upload',
    title: upload.uploadName,
    state: { name: processingStatus, tone: STATE_TONES[processingStatus] },
    notice: upload.errorMessage,
    facts: [
      [words.batch, html`<code>${upload.uploadId}</code>`],
      ['File', upload.originalName === null ? 'sent as JSON' : shortened(upload.originalName)],
      [words.by, principal.username],
      ...timesOf(upload, ENGLISH),
      [words.size, formats.bytes(upload.fileBytes)],
      ['Bad records', upload.onError === 'partial' ? 'stay out alone' : 'refuse the whole upload'],
    ],
    figures: [
      { name: 'Received', value: number(rowsReceived) },
      { name: 'In', value: number(rowsLoaded), tone: 'good' },
      { name: 'Rejected', value: number(rowsRejected), ...(rowsRejected > 0 && { tone: 'bad' }) },
      {
        name: 'Duplicates',
        value: duplicates === null ? words.notYet : number(duplicates),
        ...(duplicates !== null && duplicates > 0 && { tone: 'warn' }),
      },
      { name: 'Domains', value: analytics ? number(analytics.domains.distinct) : words.notYet },
    ],
  };
}

function recordOutcomes({
  rowsReceived,
  rowsLoaded,
  rowsRejected,
  processingStatus,
}: AudienceUpload): Section {
  const others = Math.max(rowsReceived - rowsLoaded - rowsRejected, 0);
  const names = {
    title: 'Records by outcome',
    description: `Of ${rowsReceived} records ${rowsLoaded} are in, ${rowsRejected} were rejected, ${others} are neither.`,
  };
  const body = outcomes(
    names,
    [
      { name: 'In', value: rowsLoaded, tone: 'good' },
      { name: 'Rejected', value: rowsRejected, tone: 'bad' },
      { name: isUploadFinal(processingStatus) ? 'Not kept or deleted' : 'Open', value: others, tone: 'open' },
    ],
    ENGLISH,
  );
  return { heading: names.title, body };
}

function missing(heading: string): Section {
  return { heading, body: html`<p class="nothing">Known once the upload has been analysed.</p>` };
}

function duplicatesSection(analytics: Analytics | null): Section {
  const heading = 'Duplicates';
  if (!analytics) return missing(heading);
  const { within_upload, of_earlier_uploads, distinct_people } = analytics.duplicates;
  const counts = [
    { name: 'Different people', value: distinct_people, tone: 'good' as const },
    { name: 'Again in this upload', value: within_upload, tone: 'warn' as const },
    { name: 'In earlier uploads', value: of_earlier_uploads, tone: 'warn' as const },
  ];
  const names = {
    title: 'People and records that repeat them',
    description: counts.map(({ name, value }) => `${name}: ${value}`).join(', '),
  };
  const list = counts.map(({ name, value, tone }) => {
    return { name, parts: [{ value, tone }], cells: [formats.number(value)] };
  });
  return { heading, body: countedBars(names, ['Kind', words.count], list, ENGLISH) };
}

function domainsSection(analytics: Analytics | null): Section {
  const heading = 'Top domains';
  if (!analytics) return missing(heading);
  const top = analytics.domains.top.slice(0, MAX_BARS);
  if (top.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const names = {
    title: 'Records by domain',
    description: `The ${top.length} most frequent of ${analytics.domains.distinct} domains.`,
  };
  const list = top.map(({ domain, records }) => ({
    name: domain,
    parts: [{ value: records, tone: 'plain' as const }],
    cells: [formats.number(records), formats.share(records, analytics.records)],
  }));
  return { heading, body: countedBars(names, ['Domain', 'Records', words.share], list, ENGLISH) };
}

function fieldsSection(analytics: Analytics | null): Section {
  const heading = 'How full the fields are';
  if (!analytics) return missing(heading);
  const fields = analytics.fields.slice(0, MAX_BARS);
  if (fields.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const names = {
    title: 'Records with a value, by field',
    description: `The first ${fields.length} of ${analytics.fields.length} fields.`,
  };
  const list = fields.map(({ field, filled }) => ({
    name: field,
    parts: [{ value: filled, tone: 'plain' as const }],
    cells: [formats.number(filled), formats.share(filled, analytics.records)],
  }));
  return { heading, body: countedBars(names, ['Field', 'Records', words.share], list, ENGLISH) };
}

async function rejectionsSection(sql: Sql, upload: AudienceUpload): Promise<Section> {
  const { rejections, total } = await pageOfRejections(sql, upload, { limit: MAX_TABLE_ROWS, offset: 0 });
  const body = longTable(
    {
      caption: 'Records that stayed out, and why',
      columns: [
        { name: 'Record', kind: 'number' },
        { name: 'Field', kind: 'value' },
        { name: 'Reason', kind: 'value' },
        { name: 'Received', kind: 'value' },
      ],
      rows: rejections.map(({ record, field, message, received }) => [
        formats.number(record),
        shortened(field ?? '–'),
        shortened(message),
        shortened(received),
      ]),
      total,
      exportPath: `${UPLOADS_PATH}/${upload.uploadId}/rejections?format=csv`,
    },
    ENGLISH,
  );
  return { heading: 'Rejected contacts', body };
}
