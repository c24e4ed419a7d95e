import { rows } from '@sluice/kernel/db';
import { makePackagesWithFaults } from '@sluice/test/fixtures/pilgrims-packages';
import { storedRows } from '../../../e2e/migration-outcome';
import { between, chance, differences, type Kind, type Move, type Plan } from './kind';

type PackagesFile = ReturnType<typeof makePackagesWithFaults>;

interface MigrationPlan extends Plan {
  file: PackagesFile;
  /** In front of its packages' codes, which are unique in a tenant. */
  prefix: string;
  isRolledBack: boolean;
}

const BASE = '/api/v1/onboarding/migration';
const MOVED_ON = 400;

/** CSVs of packages, wrong rows of every kind among them; uploaded, started, and some rolled back. */
export const migrationKind: Kind<MigrationPlan> = {
  system: 'migration',
  login: 'admin',
  statuses: ['pending', 'validating', 'importing', 'completed', 'failed', 'rolled_back'],
  plan(tag, random) {
    const isRolledBack = chance(random, 0.25);
    return {
      tag,
      isDoubled: chance(random, 0.2),
      isRolledBack,
      prefix: tag.toUpperCase().replace(/[^A-Z0-9]/g, ''),
      file: makePackagesWithFaults(between(random, 20, 300)),
      moves: isRolledBack ? [started, rolledBack] : [started],
    };
  },
  question({ tag, file, prefix }) {
    const text = file.bytes().toString('utf8').replaceAll('UMR-', `${prefix}-`);
    const body = new FormData();
    body.append('file', new Blob([text]), `${tag}.csv`);
    body.append('import_type', 'package');
    return { method: 'POST', path: `${BASE}/upload`, body };
  },
  subjectOf: (body) => (body as { job_id: string }).job_id,
  pollPath: (subject) => `${BASE}/${subject}/status`,
  seenOf(body) {
    const job = body as Record<
      'processed_rows' | 'invalid_rows' | 'total_rows' | 'progress_percentage',
      number
    >;
    const { status } = body as { status: string };
    return {
      status,
      processed: job.processed_rows - job.invalid_rows,
      failed: job.invalid_rows,
      total: job.total_rows,
      percentage: job.progress_percentage,
      hasEnded: ['completed', 'failed', 'rolled_back'].includes(status),
    };
  },
  async made(db, { tag }) {
    return (await rows(db, 'SELECT 1 FROM migration_jobs WHERE file_name = $1', [`${tag}.csv`])).length;
  },
  async check(db, { file, prefix, isRolledBack }, subject) {
    const [job] = await rows<Record<string, unknown>>(
      db,
      `SELECT status, total_rows, processed_rows, valid_rows, invalid_rows FROM migration_jobs WHERE id = $1`,
      [subject],
    );
    const errors = await rows(
      db,
      'SELECT 1 FROM migration_errors WHERE migration_job_id = $1 AND NOT is_warning',
      [subject],
    );
    const found = await storedRows(db, subject, file);
    const expected = isRolledBack
      ? []
      : [...file.stored].map(([row, values]) => [
          row,
          values.map((value) => value?.replaceAll('UMR-', `${prefix}-`) ?? null),
        ]);
    return [
      ...differences('the job', job, {
        status: isRolledBack ? 'rolled_back' : 'completed',
        total_rows: file.rows.length,
        processed_rows: file.rows.length,
        valid_rows: file.stored.size,
        invalid_rows: file.rows.length - file.stored.size,
      }),
      ...differences('its errors', { count: errors.length }, { count: file.errors.length }),
      ...differences('its rows', { rows: [...found] }, { rows: expected }),
    ];
  },
};

function started(subject: string): Move {
  const question = { method: 'POST', path: `${BASE}/${subject}/start` };
  return { name: 'start', question, mayAnswer: [MOVED_ON], isDone: ({ hasEnded }) => hasEnded };
}

function rolledBack(subject: string): Move {
  const question = {
    method: 'POST',
    path: `${BASE}/${subject}/rollback`,
    headers: { Prefer: 'respond-async' },
  };
  return {
    name: 'rollback',
    question,
    mayAnswer: [MOVED_ON],
    isDone: ({ status }) => status === 'rolled_back',
  };
}
