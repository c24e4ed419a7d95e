import { rows } from '@sluice/kernel/db';
import { type JamaahReferenceKind, type MigrationJob } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Candidates, type PaymentClaim } from './candidates';
import { forceIndexes, indexed } from './force-index';

/** A pilgrim, or why there is none to be named. */
type Found = { id: string } | 'unknown' | 'ambiguous';

/** What is wrong with a candidate that stays out. */
export interface Refusal {
  candidate: number;
  field: string;
  message: string;
}

/** The same pilgrim may be booked on several packages, and a family may share an address: two are enough to tell. */
const SOME = 2;
/** What a reference is compared with. A NIK is in the key of whoever has one, and found by it. */
const CONDITIONS: Readonly<Record<JamaahReferenceKind, string>> = {
  uuid: indexed('j.id', 'given.written::uuid', SOME),
  nik: indexed('j.dup_key', `'nik:' || given.written`, SOME),
  email: indexed('j.email', 'given.written', SOME),
};

/**
 * Finds the pilgrims of payments and fills them in. Comes behind `lockReferences`: nobody who is found can be taken
 * out before the transaction ends.
 * @returns payments whose pilgrim or package is not there
 */
export async function findPilgrims(
  sql: EntityManager,
  { tenantId }: MigrationJob,
  candidates: Candidates,
): Promise<Refusal[]> {
  const { payments } = candidates;
  await forceIndexes(sql);
  const packages = await packagesThere(sql, tenantId, payments);
  const found = await pilgrimsOf(sql, tenantId, payments);
  return payments.flatMap((payment, candidate) => {
    const { paketId, jamaah } = payment;
    if (paketId !== null && !packages.has(paketId))
      return [{ candidate, field: 'paket_id', message: `Paket tidak ditemukan: ${paketId}` }];
    const pilgrim = found[candidate] as Found;
    if (typeof pilgrim === 'string')
      return [{ candidate, field: 'jamaah_id', message: messageOf(pilgrim, jamaah) }];
    candidates.setPilgrim(candidate, pilgrim.id);
    return [];
  });
}

function messageOf(fault: 'unknown' | 'ambiguous', written: string): string {
  return fault === 'unknown'
    ? `Jamaah tidak ditemukan: ${written}`
    : `Lebih dari satu jamaah ditemukan, isi paket_id atau UUID jamaah: ${written}`;
}

/** They were there when rows were judged; since then somebody may have taken them out. */
async function packagesThere(
  sql: EntityManager,
  tenantId: string,
  payments: readonly PaymentClaim[],
): Promise<Set<string>> {
  const named = new Set(payments.flatMap(({ paketId }) => (paketId === null ? [] : [paketId])));
  const there = await rows<{ id: string }>(
    sql,
    'SELECT id FROM onboarding_packages WHERE tenant_id = $1 AND id = ANY ($2::uuid[])',
    [tenantId, [...named]],
  );
  return new Set(there.map(({ id }) => id));
}

async function pilgrimsOf(
  sql: EntityManager,
  tenantId: string,
  payments: readonly PaymentClaim[],
): Promise<Found[]> {
  const found = payments.map((): Found => 'unknown');
  for (const kind of ['uuid', 'nik', 'email'] as const) {
    const asked = payments.flatMap((payment, candidate) => (payment.kind === kind ? [candidate] : []));
    if (asked.length === 0) continue;
    const claims = asked.map((candidate) => payments[candidate] as PaymentClaim);
    const pilgrims = await rows<{ at: number; ids: string[] }>(
      sql,
      `SELECT given.at::int, found.ids
       FROM unnest($2::text[], $3::uuid[]) WITH ORDINALITY AS given (written, paket_id, at)
       CROSS JOIN LATERAL (SELECT array_agg(two.id) AS ids FROM (
         SELECT j.id FROM onboarding_jamaah j WHERE j.tenant_id = $1
           ${kind === 'uuid' ? '' : 'AND (given.paket_id IS NULL OR j.paket_id = given.paket_id)'}
           AND ${CONDITIONS[kind]}) two) found
       WHERE found.ids IS NOT NULL`,
      [tenantId, claims.map(({ jamaah }) => jamaah), claims.map(({ paketId }) => paketId)],
    );
    for (const { at, ids } of pilgrims) {
      const [id] = ids as [string];
      found[asked[at - 1] as number] = ids.length > 1 ? 'ambiguous' : { id };
    }
  }
  return found;
}
