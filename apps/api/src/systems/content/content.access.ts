import { AppError } from '@sluice/kernel/errors';
import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { ContentBatch } from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import { type Actor } from '../../auth';

/** Batches are asked for again and again: this many ids are remembered. */
const MAX_KNOWN_IDS = 10_000;

/**
 * Tells whether an id is one of content's batches. What it is it stays: batches of content are never deleted, and
 * nobody knows an id before its batch is there. So each is looked up once, and polls of others' batches cost nothing.
 */
export function claimBatches(db: Database): (params: { id: string }) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async ({ id }) => {
    const remembered = known.get(id);
    if (remembered !== undefined) return remembered;
    const found = await rows(db, 'SELECT 1 FROM content_batches WHERE id = $1', [id]);
    const [oldest] = known.keys();
    if (known.size >= MAX_KNOWN_IDS && oldest !== undefined) known.delete(oldest);
    known.set(id, found.length > 0);
    return found.length > 0;
  };
}

/** Reading is for everyone. @throws AppError 404 */
export async function findBatch(sql: EntityManager, id: string): Promise<ContentBatch> {
  const batch = await sql.findOneBy(ContentBatch, { id });
  if (!batch) throw batchNotFound();
  return batch;
}

/** A batch that the actor may move. @throws AppError 404, 403 */
export async function findMovable(sql: EntityManager, actor: Actor, id: string): Promise<ContentBatch> {
  return admit(actor, await findBatch(sql, id));
}

/** The same, locked until the transaction ends. */
export async function lockBatch(sql: EntityManager, actor: Actor, id: string): Promise<ContentBatch> {
  const batch = await sql.findOne(ContentBatch, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!batch) throw batchNotFound();
  return admit(actor, batch);
}

function admit(actor: Actor, batch: ContentBatch): ContentBatch {
  if (batch.tenantId === actor.principal.tenantId && mayActFor(actor, batch.creator)) return batch;
  throw new AppError('forbidden', 403, 'Only its creator or an admin may do that');
}

/** Creators act for themselves, admins for every one; whose tenant's contents change is decided content by content. */
export function mayActFor({ principal }: Actor, creator: string): boolean {
  return principal.role === 'admin' || principal.creatorAddress === creator;
}

/**
 * Those of some addresses for which an admin may not act after all: they belong to people of other tenants, and to nobody
 * of the own. What is made in their names would stand among their works.
 */
export async function addressesOfOthers(
  sql: Sql,
  { principal }: Actor,
  creators: string[],
): Promise<Set<string>> {
  if (principal.role !== 'admin') return new Set();
  const found = await rows<{ address: string }>(
    sql,
    `SELECT creator_address AS address FROM users WHERE creator_address = ANY ($1)
     GROUP BY creator_address HAVING bool_and(tenant_id <> $2)`,
    [creators, principal.tenantId],
  );
  return new Set(found.map(({ address }) => address));
}

/** @throws AppError 403 for another's address */
export async function refuseOthers(sql: Sql, actor: Actor, creator: string): Promise<void> {
  if (mayActFor(actor, creator)) {
    if (!(await addressesOfOthers(sql, actor, [creator])).has(creator)) return;
    throw new AppError('forbidden', 403, '"creator" is the address of somebody in another tenant');
  }
  const { creatorAddress } = actor.principal;
  const reason =
    creatorAddress === null
      ? 'your login has no creator address'
      : '"creator" must be your own creator address';
  throw new AppError('forbidden', 403, `You may change your own contents only: ${reason}`);
}

export function batchNotFound(): AppError {
  return new AppError('not_found', 404, 'Batch not found');
}

export function contentNotFound(): AppError {
  return new AppError('not_found', 404, 'Content not found');
}
