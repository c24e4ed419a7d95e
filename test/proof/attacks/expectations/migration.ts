import { runImport, uploadImport } from '../imports';
import { type Belongings, type Person } from '../attack';
import {
  type Expectation,
  type Expectations,
  MIGRATION_LISTS,
  MIGRATION_MAKES,
  MIGRATION_READS,
  MIGRATION_RECORDS,
  MIGRATION_WRITES,
  type Rule,
} from './expectation';

type More = Partial<Expectation>;

/** About an import of an owner that has ended. */
function job(rule: Rule, more: More = {}): Expectation[] {
  const params: Expectation['params'] = ({ migrationJob }) => ({ id: migrationJob as string });
  return [{ rule, owner: 'owner', params, ...more }];
}

function pending(more: More = {}): Expectation[] {
  const params: Expectation['params'] = ({ pendingJob }) => ({ id: pendingJob as string });
  return job(MIGRATION_WRITES, {
    params,
    fresh: async ({ send }, owner) => freshPending(send, owner),
    ...more,
  });
}

let codes = 0;
const packageCsv = (): string =>
  `kode_paket,nama_paket,harga,tanggal_berangkat\nF-${1000 + ++codes},x,1000,2031-01-01\n,,,\nwrong,x,-1,never\n`;

async function freshPending(
  send: Parameters<typeof uploadImport>[0],
  owner: Person,
): Promise<Partial<Belongings>> {
  return { pendingJob: await uploadImport(send, owner, 'package', packageCsv()) };
}

const freshEnded: Expectation['fresh'] = async ({ send }, owner) => ({
  migrationJob: await runImport(send, owner, 'package', packageCsv()),
});

function record(kind: 'jamaah' | 'package' | 'payment', rule: Rule, more: More = {}): Expectation[] {
  return job(rule, { params: (things) => ({ id: things[kind] as string }), ...more });
}

function list(more: More = {}): Expectation[] {
  return [{ rule: MIGRATION_LISTS, sees: MIGRATION_READS, owner: 'owner', query: '?limit=100', ...more }];
}

const JOBS = '/api/v1/onboarding/migration';
const RECORDS = '/api/v1/onboarding';

export const migration: Expectations = {
  [`POST ${JOBS}/upload`]: [{ rule: MIGRATION_MAKES, owner: 'owner', inStatus: 415 }],
  [`GET ${JOBS}`]: list(),
  [`GET ${JOBS}/columns/{type}`]: list({ query: '', params: () => ({ type: 'jamaah' }) }),
  [`GET ${JOBS}/templates/{type}`]: list({ query: '', params: () => ({ type: 'jamaah' }) }),
  [`GET ${JOBS}/{id}`]: job(MIGRATION_READS),
  [`GET ${JOBS}/{id}/status`]: job(MIGRATION_READS),
  [`GET ${JOBS}/{id}/events`]: job(MIGRATION_READS),
  [`GET ${JOBS}/{id}/report.html`]: job(MIGRATION_READS),
  [`GET ${JOBS}/{id}/file`]: job(MIGRATION_READS),
  [`GET ${JOBS}/{id}/errors`]: job(MIGRATION_WRITES),
  [`GET ${JOBS}/{id}/errors.json`]: job(MIGRATION_WRITES),
  [`GET ${JOBS}/{id}/failed-rows.csv`]: job(MIGRATION_WRITES),
  [`POST ${JOBS}/{id}/validate`]: pending(),
  [`POST ${JOBS}/{id}/start`]: pending(),
  [`POST ${JOBS}/{id}/cancel`]: pending(),
  [`POST ${JOBS}/{id}/retry`]: job(MIGRATION_WRITES, { inStatus: 202, fresh: freshEnded }),
  [`POST ${JOBS}/{id}/rollback`]: job(MIGRATION_WRITES, { fresh: freshEnded }),
  [`DELETE ${JOBS}/{id}`]: job(MIGRATION_WRITES, { fresh: freshEnded }),
  [`GET ${RECORDS}/jamaah`]: list({ sees: MIGRATION_RECORDS }),
  [`GET ${RECORDS}/packages`]: list({ sees: MIGRATION_RECORDS }),
  [`GET ${RECORDS}/payments`]: list({ sees: MIGRATION_RECORDS }),
  [`GET ${RECORDS}/jamaah/{id}`]: record('jamaah', MIGRATION_RECORDS),
  [`GET ${RECORDS}/packages/{id}`]: record('package', MIGRATION_RECORDS),
  [`GET ${RECORDS}/payments/{id}`]: record('payment', MIGRATION_RECORDS),
  [`PATCH ${RECORDS}/jamaah/{id}`]: record('jamaah', MIGRATION_WRITES, {
    sent: () => ({ json: { catatan: 'changed' } }),
  }),
  [`PATCH ${RECORDS}/packages/{id}`]: record('package', MIGRATION_WRITES, {
    sent: () => ({ json: { maskapai: 'changed' } }),
  }),
  [`PATCH ${RECORDS}/payments/{id}`]: record('payment', MIGRATION_WRITES, {
    sent: () => ({ json: { bank: 'changed' } }),
  }),
};
