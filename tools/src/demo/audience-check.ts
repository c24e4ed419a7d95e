import { type Contacts } from '@sluice/test/fixtures/contacts';
import { Checklist } from './sample';

/** The answers of `specs/audience.md` and of what stands beside it, as far as the demo looks at them. */
export interface AudienceUploadAnswer {
  status: string;
  upload_id: string;
  rows_received: number;
  message: string;
}

/** What an event of an upload tells. */
export interface AudienceEvent {
  status: string;
  processing_status: string;
  processed: number;
  failed: number;
  total: number;
  progress_percentage: number;
}

export interface AudienceAnalytics {
  records: number;
  domains: { distinct: number; top: { domain: string; records: number }[] };
  duplicates: { within_upload: number; of_earlier_uploads: number; distinct_people: number };
}

/** All that the service said of one upload. */
export interface AudienceAnswers {
  upload: AudienceUploadAnswer;
  /** In the order they came; the last is that of the ended upload. */
  events: AudienceEvent[];
  /** The records as lines, exactly as they came. */
  lines: string;
  rejections: { record: number; code: string }[];
  analytics: AudienceAnalytics;
}

/** What was made, and how many of its records are people of an upload before it. */
export interface SentContacts {
  contacts: Contacts;
  ofEarlierUploads: number;
}

/** Compares what came back with what was made, record by record. @returns what differs, in words */
export function checkUpload(sent: SentContacts, answers: AudienceAnswers): string[] {
  const list = new Checklist();
  const { texts, faults, duplicates } = sent.contacts;
  const { analytics, rejections } = answers;
  checkEvents(list, answers.events, texts.length, faults.length);
  checkLines(list, sent.contacts, answers.lines);
  const expected = faults.map(({ position, code }) => `${position} ${code}`);
  const found = rejections.map(({ record, code }) => `${record} ${code}`);
  list.same('records that stayed out', found.join(', '), expected.join(', '));
  list.same('records in the figures', analytics.records, texts.length - faults.length);
  list.same('duplicates within the upload', analytics.duplicates.within_upload, duplicates.size);
  list.same('duplicates of earlier uploads', analytics.duplicates.of_earlier_uploads, sent.ofEarlierUploads);
  const people = texts.length - faults.length - duplicates.size;
  list.same('people', analytics.duplicates.distinct_people, people);
  return list.mismatches;
}

function checkEvents(list: Checklist, events: AudienceEvent[], total: number, rejected: number): void {
  for (const [at, { progress_percentage: percent }] of events.entries()) {
    const before = events[at - 1]?.progress_percentage ?? 0;
    if (percent < before) list.add(`progress falls from ${before} to ${percent}`);
  }
  const end = events.at(-1);
  list.same('status of the last event', end?.status, 'uploaded');
  list.same('processing_status of the last event', end?.processing_status, 'completed');
  list.same('progress_percentage', end?.progress_percentage, 100);
  list.same('records received', end?.total, total);
  list.same('records that are in', end?.processed, total - rejected);
  list.same('records rejected', end?.failed, rejected);
}

function checkLines(list: Checklist, { texts, faults }: Contacts, lines: string): void {
  const bad = new Set(faults.map(({ position }) => position));
  const kept = texts.filter((_, at) => !bad.has(at + 1)).map(oneLine);
  const back = lines.split('\n').slice(0, -1);
  list.same('number of records that came back', back.length, kept.length);
  const differs = kept.findIndex((text, at) => back[at] !== text);
  if (differs >= 0) list.same(`record ${differs + 1} of those that came back`, back[differs], kept[differs]);
}

/** Line ends between the members of a record are blanks in lines. */
function oneLine(text: string): string {
  return text.replaceAll('\n', ' ');
}
