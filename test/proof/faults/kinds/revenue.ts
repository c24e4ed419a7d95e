import { rows } from '@sluice/kernel/db';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { between, chance, differences, type Kind, type Plan, untilEnded } from './kind';

interface RevenuePlan extends Plan {
  records: { hn: string; isDeleted: boolean }[];
  /** The file ends in the middle of its header. */
  isBroken: boolean;
}

/** DBF files without a layout: good records, deleted ones, and now and then a file that can't be read. */
export const revenueKind: Kind<RevenuePlan> = {
  system: 'revenue',
  login: 'user',
  statuses: ['pending', 'processing', 'completed', 'error'],
  plan: (tag, random) => ({
    tag,
    isDoubled: chance(random, 0.2),
    isBroken: chance(random, 0.1),
    records: Array.from({ length: between(random, 20, 400) }, (_, n) => ({
      hn: `${tag.slice(-4)}-${n}`.slice(-10),
      isDeleted: chance(random, 0.1),
    })),
    moves: [untilEnded],
  }),
  question({ tag, records, isBroken }) {
    const { dbf } = writeDbf({
      columns: [{ name: 'HN', type: 'C', width: 10 }],
      records: records.map(({ hn, isDeleted }) => ({ cells: [hn], deleted: isDeleted })),
    });
    const body = new FormData();
    const bytes = isBroken ? dbf.subarray(0, 40) : dbf;
    body.append('file', new Blob([new Uint8Array(bytes)]), `${tag}.dbf`);
    return { method: 'POST', path: '/api/revenue/upload', headers: { Prefer: 'respond-async' }, body };
  },
  subjectOf: (body) => (body as { data: { fileId: string } }).data.fileId,
  pollPath: (subject) => `/api/revenue/files/${subject}`,
  seenOf(body) {
    const { data } = body as { data: Record<string, number> & { status: string } };
    return {
      status: data.status,
      processed: data['processedRecords'] ?? 0,
      failed: data['invalidRecords'] ?? 0,
      total: data['totalRecords'] ?? 0,
      percentage: null,
      hasEnded: data.status === 'completed' || data.status === 'error',
    };
  },
  async made(db, { tag }) {
    return (await rows(db, 'SELECT 1 FROM revenue_files WHERE original_name = $1', [`${tag}.dbf`])).length;
  },
  async check(db, { records, isBroken }, subject) {
    const [file] = await rows<Record<string, unknown>>(
      db,
      `SELECT status, valid_records::int, invalid_records::int, skipped_records::int FROM revenue_files WHERE id = $1`,
      [subject],
    );
    const stored = await rows<{ values: string[] }>(
      db,
      'SELECT "values" FROM revenue_records WHERE file_id = $1 ORDER BY row_number',
      [subject],
    );
    const good = isBroken ? [] : records.filter(({ isDeleted }) => !isDeleted);
    return [
      ...differences('the file', file, {
        status: isBroken ? 'error' : 'completed',
        valid_records: good.length,
        invalid_records: 0,
        skipped_records: isBroken ? 0 : records.length - good.length,
      }),
      ...differences(
        'the records',
        { values: stored.map(({ values }) => values[0]) },
        { values: good.map(({ hn }) => hn) },
      ),
    ];
  },
};
