import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded in front of a program (`NODE_OPTIONS=--require`): ends it as `kill -9` does when it comes to the point that
 * `KILL_AT` names for the time that `KILL_AT_COUNT` says. What is tried has no hook of its own.
 */
export const KILL_POINTS = [
  /** A job has been claimed; nothing of it is done. With `KILL_AT_SUBJECT`, one of the batch whose id that file has. */
  'claimed',
  /** Rows of a piece are in, its checkpoint is not. */
  'rows-written',
  /** A piece is to be committed. */
  'before-commit',
  /** A piece is committed, nobody has been told. */
  'after-commit',
  /** All is done, BullMQ has not been told. */
  'before-acknowledge',
  /** The bytes of a file are written, under another name. */
  'before-rename',
  /** The file has its name, no row has it. */
  'after-rename',
  /** A request's rows are to be committed. */
  'before-request-commit',
  /** A request's rows are committed, the client has not been told. */
  'before-answer',
] as const;
export type KillPoint = (typeof KILL_POINTS)[number];

const CLAIM = /\bUPDATE jobs SET state = 'running', worker_id/;
const PIECE_ROWS =
  /^\s*(COPY|INSERT INTO|UPDATE) "?(omr_sheets|revenue_records|onboarding_|audience_records|content_batch_items)/;
const CHECKPOINT = /^UPDATE jobs SET\s+checkpoint/;
const NEW_BATCH =
  /^\s*INSERT INTO "?(omr_batches|revenue_files|migration_jobs|audience_uploads|content_batches)/;

type Query = (this: object, config: unknown, values?: unknown, callback?: unknown) => unknown;

function install(point: KillPoint, count: number, subjectFile: string | undefined): void {
  let left = count;
  const reached = (): void => {
    left -= 1;
    if (left <= 0) end();
  };
  if (point === 'before-rename' || point === 'after-rename') watchRename(point, reached);
  else if (point === 'before-answer') watchAnswers(reached);
  else if (point === 'before-acknowledge') watchAcknowledgements(reached);
  else watchQueries(point, reached, subjectFile);
}

/** Nothing of this process runs on, not even what is on its way. */
function end(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function watchRename(point: KillPoint, reached: () => void): void {
  const rename = fsPromises.rename;
  fsPromises.rename = async (from, to) => {
    if (point === 'before-rename') reached();
    await rename(from, to);
    if (point === 'after-rename') reached();
  };
}

function watchAnswers(reached: () => void): void {
  const prototype = ServerResponse.prototype as unknown as { end: (...args: unknown[]) => unknown };
  const { end: send } = prototype;
  prototype.end = function (this: ServerResponse, ...args: unknown[]) {
    if (this.req.method === 'POST' && this.statusCode < 300 && !this.req.url?.includes('/auth/')) reached();
    return send.apply(this, args);
  };
}

function watchAcknowledgements(reached: () => void): void {
  const { Job } = ours('bullmq') as {
    Job: { prototype: { moveToCompleted: (...args: unknown[]) => unknown } };
  };
  const { moveToCompleted } = Job.prototype;
  Job.prototype.moveToCompleted = function (this: object, ...args: unknown[]) {
    reached();
    return moveToCompleted.apply(this, args);
  };
}

function watchQueries(point: KillPoint, reached: () => void, subjectFile: string | undefined): void {
  const { Client } = ours('pg') as { Client: { prototype: { query: Query } } };
  const { query } = Client.prototype;
  /** What the transaction that a connection has open has done so far. */
  const done = new WeakMap<object, Set<'piece' | 'request'>>();
  Client.prototype.query = function (this: object, config, values, callback) {
    const text = textOf(config);
    const transaction = done.get(this) ?? new Set();
    done.set(this, transaction);
    if (CHECKPOINT.test(text)) transaction.add('piece');
    if (NEW_BATCH.test(text)) transaction.add('request');
    const isEnd = text === 'COMMIT';
    if (isEnd && point === 'before-commit' && transaction.has('piece')) reached();
    if (isEnd && point === 'before-request-commit' && transaction.has('request')) reached();
    const wasPiece = isEnd && transaction.has('piece');
    if (isEnd || text === 'ROLLBACK') transaction.clear();
    const answered = (result: unknown): void => {
      if (point === 'after-commit' && wasPiece) reached();
      if (point === 'rows-written' && PIECE_ROWS.test(text)) reached();
      if (point === 'claimed' && CLAIM.test(text) && isMeant(result, subjectFile)) reached();
    };
    return observed(query, this, [config, values, callback], answered);
  };
}

/** Sends a query on, and tells when it has been answered, in whichever of its forms it was asked. */
function observed(
  query: Query,
  client: object,
  [config, values, callback]: [unknown, unknown, unknown],
  answered: (result: unknown) => void,
): unknown {
  const wrap = (original: (...args: unknown[]) => unknown) =>
    function (this: unknown, ...args: unknown[]): unknown {
      if (!args[0]) answered(args[1]);
      return original.apply(this, args);
    };
  if (typeof callback === 'function')
    return query.call(client, config, values, wrap(callback as (...args: unknown[]) => unknown));
  if (typeof values === 'function')
    return query.call(client, config, wrap(values as (...args: unknown[]) => unknown));
  const asked = query.call(client, config, values);
  if (asked instanceof Promise) return asked.then((result: unknown) => (answered(result), result));
  // A COPY is a stream.
  (asked as NodeJS.EventEmitter | undefined)?.once('finish', () => answered(undefined));
  return asked;
}

function textOf(config: unknown): string {
  const text = typeof config === 'string' ? config : (config as { text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : '';
}

/**
 * A claim that found something; and, where a batch is named, something of that which has not been given up: a worker that
 * finds three crashes does not begin with the work.
 */
function isMeant(result: unknown, subjectFile: string | undefined): boolean {
  const claimed = (result as { rows?: { subjectId?: string; crashes?: number }[] } | undefined)?.rows ?? [];
  if (subjectFile === undefined) return claimed.length > 0;
  const named = fs.existsSync(subjectFile) ? fs.readFileSync(subjectFile, 'utf8') : undefined;
  return claimed.some(({ subjectId, crashes = 0 }) => subjectId === named && crashes < 3);
}

/** The very module that the program uses. */
function ours(name: string): unknown {
  return createRequire(__filename)(name);
}

const { KILL_AT: point, KILL_AT_COUNT: count = '1', KILL_AT_SUBJECT: subjectFile } = process.env;
if (isMainThread && point) {
  if (!(KILL_POINTS as readonly string[]).includes(point))
    throw new Error(`KILL_AT names no point: ${point}`);
  install(point as KillPoint, Number(count), subjectFile || undefined);
}
