import { type Caller, CREATOR_ADDRESS, type Possessions } from './arena';

/** What each caller is answered: `in` is anything but 401, 403 and 404 (or 400, for refusals row by row); */
export type Expected = 'in' | 400 | 401 | 403 | 404;

/** Who may do something, and what the others are told (PRODUCT §2). */
export type Rule = Readonly<Record<Caller, Expected>>;

const LIVE_CALLERS = {
  user: 'in',
  peer: 'in',
  agent: 'in',
  owner: 'in',
  admin: 'in',
  creator: 'in',
  rivalUser: 'in',
  rivalAgent: 'in',
  rivalOwner: 'in',
  rivalAdmin: 'in',
  rivalCreator: 'in',
} as const;

/** Anybody, signed in or not; a token that is dead is refused where tokens are read at all. */
const open: Rule = { anonymous: 'in', ...LIVE_CALLERS, gone: 'in' };
const openWithToken: Rule = { ...open, gone: 401 };
const signedIn: Rule = { anonymous: 401, ...LIVE_CALLERS, gone: 401 };

const NOBODY = Object.fromEntries(Object.keys(LIVE_CALLERS).map((caller) => [caller, 403])) as Record<
  keyof typeof LIVE_CALLERS,
  Expected
>;
const RIVALS = ['rivalUser', 'rivalAgent', 'rivalOwner', 'rivalAdmin', 'rivalCreator'] as const;

function rivals(expected: Expected): Record<(typeof RIVALS)[number], Expected> {
  return Object.fromEntries(RIVALS.map((caller) => [caller, expected])) as Record<
    (typeof RIVALS)[number],
    Expected
  >;
}

/** Admins of the tenant `default`. */
const operators: Rule = { anonymous: 401, ...NOBODY, admin: 'in', gone: 401 };
const admins: Rule = { ...operators, rivalAdmin: 'in' };

/** "own batches, admins all; another's is 404" */
const ownOmr: Rule = { anonymous: 401, ...NOBODY, ...allOf(404), user: 'in', admin: 'in', gone: 401 };
/** "admin only" */
const omrDeletion: Rule = { ...ownOmr, ...allOf(403), admin: 'in', rivalAdmin: 404 };
/** "own batches, admins all; another's is 403"; across tenants nothing is there. */
const ownRevenue: Rule = {
  anonymous: 401,
  ...NOBODY,
  ...allOf(403),
  ...rivals(404),
  user: 'in',
  admin: 'in',
  gone: 401,
};
/** "own only; another's is 403", also for admins; across tenants nothing is there. */
const ownAudience: Rule = { anonymous: 401, ...NOBODY, ...rivals(404), user: 'in', gone: 401 };
/** A resumable upload is there for whom it belongs to and for nobody else. */
const ownUpload: Rule = { anonymous: 401, ...NOBODY, ...allOf(404), user: 'in', gone: 401 };
/** "roles as documented …; admin and owner see the whole tenant, an agent only jobs that are theirs (a colleague's is 403 …), `user` 403; another tenant's job is 404" */
const migrationJob: Rule = {
  anonymous: 401,
  ...NOBODY,
  owner: 'in',
  admin: 'in',
  rivalAgent: 404,
  rivalOwner: 404,
  rivalAdmin: 404,
  gone: 401,
};
/** Uploading, what changes a job and what it says of rows are not for agents. */
const migrationMove: Rule = { ...migrationJob, rivalAgent: 403 };
const migrationRoles: Rule = {
  ...signedIn,
  user: 403,
  peer: 403,
  creator: 403,
  rivalUser: 403,
  rivalCreator: 403,
};
const migrationUploaders: Rule = { ...migrationRoles, agent: 403, rivalAgent: 403 };
/** Imported records are the tenant's: an agent may look at them, not change them. */
const migrationRecord: Rule = { ...migrationJob, agent: 'in' };
const migrationRecordChange: Rule = { ...migrationRecord, agent: 403, rivalAgent: 403 };
/** "writes need `creator` = the token's `creator_address` (admins excepted)" */
const asCreator: Rule = { anonymous: 401, ...NOBODY, creator: 'in', admin: 'in', gone: 401 };

function allOf(expected: Expected): Record<keyof typeof LIVE_CALLERS, Expected> {
  return Object.fromEntries(Object.keys(LIVE_CALLERS).map((caller) => [caller, expected])) as Record<
    keyof typeof LIVE_CALLERS,
    Expected
  >;
}

/** A route, who may call it, and how it is called on what is there. */
export interface RouteExpectation {
  rule: Rule;
  /** Values of the path's parameters. */
  parameters?(possessions: Possessions): Record<string, string>;
  query?: string;
  json?: unknown;
  headers?: Record<string, string>;
}

type Parameters = RouteExpectation['parameters'];
const idOf =
  (name: keyof Possessions): Parameters =>
  (possessions) => ({ id: possessions[name] });

const omr = { parameters: idOf('omrBatch') };
const month = { rule: ownRevenue, parameters: idOf('revenueBatch') };
const file = { rule: ownRevenue, parameters: idOf('revenueFile') };
const upload = { rule: ownAudience, parameters: idOf('audienceUpload') };
const job = { rule: migrationJob, parameters: idOf('migrationJob') };
const jobMove = { rule: migrationMove, parameters: idOf('migrationJob') };
const price = { creator: CREATOR_ADDRESS, contentIds: ['kept'], newPrice: 3 };
const tus = { rule: ownUpload, parameters: idOf('tusUpload') };
const TUS = { 'Tus-Resumable': '1.0.0' };
const MIGRATION = '/api/v1/onboarding/migration';
const RECORDS = '/api/v1/onboarding';
const AUDIENCE = '/api/audience/batch-upload';

/** Every route there is. One that is missing here, or is here and no more there, fails the suite. */
export const EXPECTATIONS: Readonly<Record<string, RouteExpectation>> = {
  'POST /api/uploads': { rule: signedIn, headers: { ...TUS, 'Upload-Length': '10' } },
  'HEAD /api/uploads/{id}': { ...tus, headers: TUS },
  'PATCH /api/uploads/{id}': {
    ...tus,
    headers: { ...TUS, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
  },
  'DELETE /api/uploads/{id}': { ...tus, headers: TUS },
  'GET /healthz': { rule: open },
  'GET /readyz': { rule: open },
  'GET /metrics': { rule: open },
  'GET /openapi.json': { rule: open },
  'GET /docs': { rule: open },
  'GET /docs/start.js': { rule: open },
  'GET /admin/login': { rule: open },
  'GET /admin/login.css': { rule: open },
  'GET /admin/login.js': { rule: open },
  'POST /admin/session': { rule: operators },
  'DELETE /admin/session': { rule: open },
  'GET /api/audit': { rule: admins },
  'GET /api/ops/status': { rule: operators },
  'GET /api/ops/jobs': { rule: operators },
  'POST /api/ops/jobs/{id}/requeue': { rule: operators, parameters: idOf('job') },
  'POST /api/ops/jobs/requeue': { rule: operators, json: {} },
  'POST /api/ops/batches/{id}/retry': { rule: operators, parameters: idOf('omrBatch') },
  'GET /api/ops/drains': { rule: operators },
  'POST /api/ops/drains': { rule: operators, json: { scope: 'all' } },
  'POST /api/ops/resume': { rule: operators, json: { scope: 'all' } },
  'POST /api/auth/login': { rule: open, json: { username: 'nobody' } },
  'POST /api/auth/refresh': { rule: open, json: {} },
  'POST /api/auth/logout': { rule: { ...openWithToken, anonymous: 401 } },
  'GET /api/auth/me': { rule: signedIn },
  'POST /api/users': {
    rule: admins,
    json: { username: 'intruder', password: 'intruder 12345', role: 'admin' },
  },
  'GET /api/users': { rule: admins },
  'PATCH /api/users/{id}': {
    rule: { ...admins, rivalAdmin: 404 },
    parameters: idOf('account'),
    json: { role: 'admin' },
  },
  'DELETE /api/users/{id}': { rule: { ...admins, rivalAdmin: 404 }, parameters: idOf('account') },
  'POST /api/tenants': { rule: operators, json: { name: 'intruders' } },
  'GET /api/tenants': { rule: admins },
  'POST /api/batches/upload': { rule: signedIn },
  'GET /api/batches': { rule: signedIn },
  'GET /api/batches/{id}/progress': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}/events': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}/status': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}': { rule: ownOmr, ...omr },
  'DELETE /api/batches/{id}': { rule: omrDeletion, ...omr },
  'POST /api/batches/{id}/cancel': { rule: ownOmr, ...omr },
  'POST /api/batches/{id}/retry': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}/sheets/{index}/image': {
    rule: ownOmr,
    parameters: ({ omrBatch }) => ({ id: omrBatch, index: '1' }),
  },
  'GET /api/batches/{id}/sheets/{index}/thumbnail': {
    rule: ownOmr,
    parameters: ({ omrBatch }) => ({ id: omrBatch, index: '1' }),
  },
  'GET /api/batches/{id}/export.csv': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}/export.json': { rule: ownOmr, ...omr },
  'GET /api/batches/{id}/export': { rule: ownOmr, ...omr },
  'POST /api/batches/{id}/revert': { rule: asCreator, parameters: idOf('contentBatch') },
  'GET /api/batches/creator/{creator}': {
    rule: openWithToken,
    parameters: () => ({ creator: CREATOR_ADDRESS }),
  },
  'POST /api/batches/batch-update-price': { rule: asCreator, json: price },
  'POST /api/batches/batch-remove': {
    rule: asCreator,
    json: { creator: CREATOR_ADDRESS, contentIds: ['kept'] },
  },
  'POST /api/batches/batch-update-metadata': {
    rule: asCreator,
    json: { creator: CREATOR_ADDRESS, contentIds: ['kept'], updates: { title: 'taken' } },
  },
  'POST /api/contents': {
    rule: asCreator,
    json: { creator: CREATOR_ADDRESS, title: 'a', description: 'b', contentType: 'video', price: 1 },
  },
  'GET /api/contents': { rule: openWithToken, query: `?creator=${CREATOR_ADDRESS}` },
  'GET /api/contents/{id}': { rule: openWithToken, parameters: idOf('content') },
  'POST /api/contents/import': {
    // Row by row.
    rule: { ...asCreator, rivalCreator: 400, rivalAdmin: 400 },
    json: [{ creator: CREATOR_ADDRESS, title: 'a', description: 'b', contentType: 'video', price: 1 }],
  },
  'POST /api/revenue/upload': { rule: signedIn },
  'POST /api/revenue/upload/batch': { rule: signedIn },
  'GET /api/revenue/batches': { rule: signedIn },
  'POST /api/revenue/batches': { rule: signedIn, json: {} },
  'GET /api/revenue/batches/{id}': month,
  'DELETE /api/revenue/batches/{id}': month,
  'GET /api/revenue/batches/{id}/files': month,
  'GET /api/revenue/batches/{id}/progress': month,
  'GET /api/revenue/batches/{id}/events': month,
  'POST /api/revenue/batches/{id}/cancel': month,
  'POST /api/revenue/batches/{id}/retry': month,
  'GET /api/revenue/batches/{id}/report': month,
  'GET /api/revenue/files': { rule: signedIn },
  'GET /api/revenue/files/{id}': file,
  'DELETE /api/revenue/files/{id}': file,
  'POST /api/revenue/files/{id}/retry': file,
  'GET /api/revenue/files/{id}/records': file,
  'GET /api/revenue/files/{id}/errors': file,
  'GET /api/revenue/files/{id}/download': file,
  'GET /api/revenue/files/{id}/events': file,
  'GET /api/revenue/statistics': { rule: signedIn },
  [`POST ${MIGRATION}/upload`]: { rule: migrationUploaders },
  [`GET ${MIGRATION}`]: { rule: migrationRoles },
  [`GET ${MIGRATION}/{id}`]: job,
  [`DELETE ${MIGRATION}/{id}`]: jobMove,
  [`GET ${MIGRATION}/{id}/status`]: job,
  [`GET ${MIGRATION}/{id}/events`]: job,
  [`POST ${MIGRATION}/{id}/validate`]: jobMove,
  [`POST ${MIGRATION}/{id}/start`]: jobMove,
  [`POST ${MIGRATION}/{id}/rollback`]: jobMove,
  [`POST ${MIGRATION}/{id}/cancel`]: jobMove,
  [`POST ${MIGRATION}/{id}/retry`]: jobMove,
  [`GET ${MIGRATION}/{id}/errors`]: jobMove,
  [`GET ${MIGRATION}/{id}/errors.json`]: jobMove,
  [`GET ${MIGRATION}/{id}/failed-rows.csv`]: jobMove,
  [`GET ${MIGRATION}/{id}/file`]: job,
  [`GET ${MIGRATION}/templates/{type}`]: { rule: migrationRoles, parameters: () => ({ type: 'jamaah' }) },
  [`GET ${RECORDS}/jamaah`]: { rule: migrationRoles },
  [`GET ${RECORDS}/jamaah/{id}`]: { rule: migrationRecord, parameters: idOf('jamaah') },
  [`PATCH ${RECORDS}/jamaah/{id}`]: {
    rule: migrationRecordChange,
    parameters: idOf('jamaah'),
    json: { nama: 'X' },
  },
  [`GET ${RECORDS}/packages`]: { rule: migrationRoles },
  [`GET ${RECORDS}/packages/{id}`]: { rule: migrationRecord, parameters: idOf('package') },
  [`PATCH ${RECORDS}/packages/{id}`]: {
    rule: migrationRecordChange,
    parameters: idOf('package'),
    json: { nama_paket: 'X' },
  },
  [`GET ${RECORDS}/payments`]: { rule: migrationRoles },
  // There are none: whoever may ask is told so.
  [`GET ${RECORDS}/payments/{id}`]: {
    rule: { ...migrationRecord, agent: 404, owner: 404, admin: 404 },
    parameters: idOf('package'),
  },
  [`PATCH ${RECORDS}/payments/{id}`]: {
    rule: { ...migrationRecordChange, owner: 404, admin: 404 },
    parameters: idOf('package'),
    json: { jumlah: 5 },
  },
  [`POST ${AUDIENCE}`]: { rule: signedIn },
  [`GET ${AUDIENCE}`]: { rule: signedIn },
  [`POST ${AUDIENCE}/file`]: { rule: signedIn },
  [`GET ${AUDIENCE}/{id}`]: upload,
  [`DELETE ${AUDIENCE}/{id}`]: upload,
  [`GET ${AUDIENCE}/{id}/progress`]: upload,
  [`GET ${AUDIENCE}/{id}/events`]: upload,
  [`GET ${AUDIENCE}/{id}/rejections`]: upload,
  [`GET ${AUDIENCE}/{id}/analytics`]: upload,
  [`GET ${AUDIENCE}/{id}/records`]: upload,
  [`PATCH ${AUDIENCE}/{id}/records`]: {
    ...upload,
    json: { updates: [{ record_number: 1, set: { first_name: 'Taken' } }] },
  },
  [`GET ${AUDIENCE}/{id}/records/{number}`]: {
    rule: ownAudience,
    parameters: ({ audienceUpload }) => ({ id: audienceUpload, number: '1' }),
  },
  [`PATCH ${AUDIENCE}/{id}/records/{number}`]: {
    rule: ownAudience,
    parameters: ({ audienceUpload }) => ({ id: audienceUpload, number: '1' }),
    json: { set: { first_name: 'Taken' } },
  },
  [`POST ${AUDIENCE}/{id}/records/delete`]: { ...upload, json: { record_numbers: [1] } },
  [`POST ${AUDIENCE}/delete`]: { rule: signedIn, json: {} },
  'GET /api/audience/analytics': { rule: signedIn },
};
