/** What a path is measured against, and what is aimed at: ours ÷ anchor, as in the last table of PERFORMANCE.md. */
export interface Goal {
  path: string;
  anchor: string;
  /** The least that any landed version has to reach. */
  first?: number;
  goal?: number;
}

/** All lines of docs/benchmarks.md, in their order. Those without a goal are there to be watched. */
export const GOALS = {
  'migration-100k': {
    path: 'migration, 100,000 rows: start → completed',
    anchor: 'server COPY, same table',
    first: 0.45,
    goal: 0.7,
  },
  'migration-100k-duplicates': {
    path: 'migration, 100,000 rows, 1 % duplicates',
    anchor: 'server COPY, same table',
    first: 0.45,
    goal: 0.7,
  },
  'migration-1m': {
    path: 'migration, 1,000,000 rows: start → completed',
    anchor: 'server COPY, same table',
    first: 0.5,
    goal: 0.8,
  },
  'migration-1m-duplicates': {
    path: 'migration, 1,000,000 rows, 1 % duplicates',
    anchor: 'server COPY, same table',
    first: 0.5,
    goal: 0.8,
  },
  'revenue-100k': {
    path: 'revenue, DBF of 100,000 records: stored → committed, checked',
    anchor: 'pgdbf | psql',
    first: 0.6,
    goal: 1,
  },
  'revenue-1m': {
    path: 'revenue, DBF of 1,000,000 records',
    anchor: 'pgdbf | psql',
    first: 0.6,
    goal: 1,
  },
  'omr-one': {
    path: 'omr, upload → completed, one worker',
    anchor: 'same decode and reader, bare loop',
    first: 0.8,
    goal: 1,
  },
  'omr-two': {
    path: 'omr, upload → completed, two workers',
    anchor: 'JPEG decode only, two threads',
    first: 0.35,
    goal: 0.5,
  },
  'zip-deflated': { path: 'ZIP, 291 deflated pages read', anchor: 'unzip -tq', first: 0.9, goal: 1.3 },
  'zip-stored': { path: 'ZIP, 291 stored pages read', anchor: 'unzip -tq', first: 0.9, goal: 1.3 },
  'audience-answer': {
    path: 'audience, answer to 50,000 records, durable',
    anchor: 'express.json() and a file',
  },
  'audience-load': {
    path: 'audience, 50,000 records: POST → all rows',
    anchor: 'server COPY, same table',
    first: 0.5,
    goal: 0.75,
  },
  'audience-file': {
    path: 'audience, file of 1,000,000 records: POST → all rows',
    anchor: 'server COPY, same table',
  },
  'content-database': { path: 'content, prices without a chain', anchor: 'the UPDATEs by hand' },
  'content-chain': { path: 'content, prices on a chain', anchor: 'bare signing' },
  'upload-multipart': {
    path: 'upload of 100 MB to the store, multipart, SHA-256 included',
    anchor: 'same body, thrown away',
    first: 0.45,
    goal: 0.55,
  },
  'upload-tus': {
    path: 'upload of 100 MB to the store, tus, SHA-256 included',
    anchor: 'same body, thrown away',
    first: 0.45,
    goal: 0.55,
  },
  'uploads-at-once': { path: '40 uploads of 5 MB at once', anchor: 'same bodies, thrown away' },
  poll: { path: 'progress poll', anchor: 'GET /healthz of the same server', first: 0.7, goal: 0.95 },
  jobs: {
    path: 'jobs through outbox, admission and BullMQ',
    anchor: 'bare BullMQ no-op, same concurrency',
    first: 0.3,
    goal: 0.6,
  },
  'first-progress': {
    path: 'answered upload → first sheet done, per second',
    anchor: 'BullMQ no-op, add → done, one at a time',
  },
  'list-1m': {
    path: 'a page of a list, 1,000,000 batches',
    anchor: 'the same with 1,000',
    first: 0.8,
    goal: 0.95,
  },
  'progress-1m': {
    path: 'progress from Postgres, 1,000,000 batches',
    anchor: 'the same with 1,000',
    first: 0.8,
    goal: 0.95,
  },
} satisfies Record<string, Goal>;

export type FigureId = keyof typeof GOALS;
