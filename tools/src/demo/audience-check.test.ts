import { describe, it } from 'node:test';
import { makeContacts } from '@sluice/test/fixtures/contacts';
import { expect } from 'expect';
import { type AudienceAnswers, checkUpload } from './audience-check';

const contacts = makeContacts({ records: 40, duplicateEvery: 9, faultEvery: 10 });
const bad = new Set(contacts.faults.map(({ position }) => position));
const kept = contacts.texts.filter((_, at) => !bad.has(at + 1)).map((text) => text.replaceAll('\n', ' '));

/** What the service says when all went well, anew for each test to spoil. */
function answers(): AudienceAnswers {
  const event = { status: 'uploaded', failed: 0, total: 40 };
  return {
    upload: { status: 'success', upload_id: 'a', rows_received: 40, message: 'Batch upload successful' },
    events: [
      { ...event, processing_status: 'loading', processed: 10, progress_percentage: 25 },
      { ...event, processing_status: 'completed', processed: 36, failed: 4, progress_percentage: 100 },
    ],
    lines: kept.map((line) => `${line}\n`).join(''),
    rejections: contacts.faults.map(({ position, code }) => ({ record: position, code })),
    analytics: {
      records: 36,
      domains: { distinct: 1, top: [] },
      duplicates: { within_upload: 4, of_earlier_uploads: 0, distinct_people: 32 },
    },
  };
}

/** The mismatches of answers that `spoil` has changed. */
function after(spoil: (said: AudienceAnswers) => void): string[] {
  const said = answers();
  spoil(said);
  return checkUpload({ contacts, ofEarlierUploads: 0 }, said);
}

describe('the check of the audience sample', () => {
  it('has nothing to say when all is as it was made', () => {
    expect(after(() => undefined)).toEqual([]);
  });

  it('sees a record that came back another than it was, and one that did not', () => {
    const other = after((said) => (said.lines = said.lines.replace(kept[2] as string, '{}')));
    expect(other).toEqual([expect.stringMatching(/^record 3 of those that came back is "{}", expected /)]);
    const lost = after((said) => (said.lines = said.lines.slice(0, said.lines.lastIndexOf('{'))));
    expect(lost[0]).toBe('number of records that came back is 35, expected 36');
  });

  it('sees a rejection that is missing, and duplicates that were not found', () => {
    expect(after(({ rejections }) => rejections.pop())).toHaveLength(1);
    expect(after(({ analytics }) => (analytics.duplicates.within_upload = 3))).toEqual([
      'duplicates within the upload is 3, expected 4',
    ]);
    expect(after(({ analytics }) => (analytics.duplicates.of_earlier_uploads = 1))).toHaveLength(1);
  });

  it('sees progress that falls and an upload that did not end well', () => {
    const said = after(({ events }) => {
      events.pop();
      events.unshift({ ...(events[0] as (typeof events)[0]), progress_percentage: 60 });
    });
    expect(said.slice(0, 2)).toEqual([
      'progress falls from 60 to 25',
      'processing_status of the last event is "loading", expected "completed"',
    ]);
  });
});
