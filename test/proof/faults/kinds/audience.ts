import { createHash } from 'node:crypto';
import { rows } from '@sluice/kernel/db';
import { type Contacts, envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { between, chance, differences, type Kind, type Plan, untilEnded } from './kind';

interface AudiencePlan extends Plan {
  contacts: Contacts;
}

/** Bodies of contact records, of which each tenth is a person that came before. */
export function audienceKind(): Kind<AudiencePlan> {
  // Nobody is in two uploads, so that what is a duplicate follows from the one upload.
  let firstPerson = 1;
  return {
    system: 'audience',
    login: 'user',
    statuses: ['queued', 'loading', 'analyzing', 'completed', 'failed'],
    plan(tag, random) {
      const records = between(random, 10, 300);
      const contacts = makeContacts({ records, duplicateEvery: 10, firstPerson, seed: firstPerson });
      firstPerson += records;
      return { tag, isDoubled: chance(random, 0.2), contacts, moves: [untilEnded] };
    },
    question: ({ tag, contacts }) => ({
      method: 'POST',
      path: '/api/audience/batch-upload',
      headers: { 'Content-Type': 'application/json' },
      body: envelopeOf(contacts.texts, tag),
    }),
    subjectOf: (body) => (body as { upload_id: string }).upload_id,
    pollPath: (subject) => `/api/audience/batch-upload/${subject}/progress`,
    seenOf(body) {
      const progress = body as Record<
        'rows_loaded' | 'rows_rejected' | 'rows_received' | 'progress_percentage',
        number
      >;
      const { processing_status: status } = body as { processing_status: string };
      return {
        status,
        processed: progress.rows_loaded,
        failed: progress.rows_rejected,
        total: progress.rows_received,
        percentage: progress.progress_percentage,
        hasEnded: status === 'completed' || status === 'failed',
      };
    },
    async made(db, { tag }) {
      return (await rows(db, 'SELECT 1 FROM audience_uploads WHERE upload_name = $1', [tag])).length;
    },
    async check(db, { contacts: { texts, duplicates } }, subject) {
      const [upload] = await rows<Record<string, unknown>>(
        db,
        `SELECT processing_status, rows_loaded::int, rows_rejected::int,
           (SELECT md5(string_agg(record, E'\\n' ORDER BY position)) FROM audience_records
            WHERE upload_id = upload.id) AS records,
           (SELECT count(*)::int FROM audience_duplicates WHERE upload_id = upload.id) AS duplicates
         FROM audience_uploads AS upload WHERE upload_id = $1`,
        [subject],
      );
      return differences('the upload', upload, {
        processing_status: 'completed',
        rows_loaded: texts.length,
        rows_rejected: 0,
        records: createHash('md5').update(texts.join('\n')).digest('hex'),
        duplicates: duplicates.size,
      });
    },
  };
}
