import { type EntityManager } from 'typeorm';

/**
 * Takes the lock around what a tenant's pilgrims, payments and packages refer to; it ends with the transaction.
 * Whoever adds references takes it `shared` before it looks up what it refers to; whoever deletes takes it `alone`
 * before it looks who refers. So nothing that is referred to goes, and nothing that has gone is referred to.
 */
export async function lockReferences(
  sql: EntityManager,
  tenantId: string,
  manner: 'shared' | 'alone',
): Promise<void> {
  await sql.query('SELECT onboarding_lock($1, $2)', [tenantId, manner === 'alone']);
}
