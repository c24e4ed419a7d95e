import { rows } from '@sluice/kernel/db';
import { type MigrationJob } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { type Candidates } from './candidates';
import { forceIndexes, indexed } from './force-index';

/** A payment by which more is paid than the package costs. */
export interface Overpayment {
  candidate: number;
  message: string;
}

/** What one room of a package costs a pilgrim. */
const PRICE = `coalesce(CASE j.jenis_kamar WHEN 'QUAD' THEN p.harga_quad WHEN 'TRIPLE' THEN p.harga_triple
  WHEN 'DOUBLE' THEN p.harga_double END, p.harga)`;

/**
 * Payments of a piece at which the total of their pilgrim exceeds the price of the package; those of the data and of
 * the file before them count, in the currency of the package. Comes behind the write of the piece, when the total of
 * a pilgrim at one row is that of all rows without those that follow in the piece.
 * @param out candidates that stay out
 */
export async function findOverpayments(
  sql: EntityManager,
  { id, tenantId }: MigrationJob,
  { payments }: Candidates,
  out: ReadonlySet<number>,
): Promise<Overpayment[]> {
  const paying = payments.flatMap((_, candidate) => (out.has(candidate) ? [] : [candidate]));
  if (paying.length === 0) return [];
  const claims = paying.map((candidate) => payments[candidate]!);
  await forceIndexes(sql);
  const found = await rows<{ at: number; paid: string; price: string }>(
    sql,
    `WITH given AS (
       SELECT at, jamaah_id, amount, currency, coalesce(sum(amount) OVER (PARTITION BY jamaah_id, currency
         ORDER BY at ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING), 0) AS later
       FROM unnest($3::uuid[], $4::numeric[], $5::text[]) WITH ORDINALITY AS g (jamaah_id, amount, currency, at)),
     pilgrims AS (SELECT DISTINCT jamaah_id, currency FROM given),
     totals AS (
       SELECT pilgrims.jamaah_id, booked.currency, booked.price,
         coalesce(stored.total, 0) + coalesce(checked.total, 0) AS total
       FROM pilgrims
       CROSS JOIN LATERAL (
         SELECT p.mata_uang AS currency, ${PRICE} AS price FROM onboarding_jamaah j
         JOIN onboarding_packages p ON p.tenant_id = j.tenant_id AND p.id = j.paket_id
         WHERE j.tenant_id = $1 AND ${indexed('j.id', 'pilgrims.jamaah_id', 1)}) booked
       CROSS JOIN LATERAL (
         SELECT sum(signed) AS total FROM (
           SELECT CASE WHEN s.jenis_pembayaran = 'refund' THEN -s.jumlah ELSE s.jumlah END AS signed
           FROM onboarding_payments s WHERE s.tenant_id = $1 AND s.mata_uang = booked.currency
             AND s.status <> 'rejected' AND ${indexed('s.jamaah_id', 'pilgrims.jamaah_id', 'ALL')}) counted) stored
       CROSS JOIN LATERAL (
         SELECT sum(c.amount) AS total FROM migration_checked_payments c WHERE c.migration_job_id = $2
           AND c.jamaah_id = pilgrims.jamaah_id AND c.mata_uang = booked.currency) checked
       WHERE booked.currency = pilgrims.currency)
     SELECT given.at::int, trim_scale(totals.total - given.later)::text AS paid, trim_scale(totals.price)::text AS price
     FROM given JOIN totals USING (jamaah_id, currency)
     WHERE given.amount > 0 AND totals.total - given.later > totals.price ORDER BY given.at`,
    [
      tenantId,
      id,
      claims.map(({ jamaahId }) => jamaahId),
      claims.map(({ amount }) => amount),
      claims.map(({ currency }) => currency),
    ],
  );
  return found.map(({ at, paid, price }) => ({
    candidate: paying[at - 1] as number,
    message: `Total pembayaran ${paid} melebihi harga paket ${price}`,
  }));
}

/** Remembers what the payments of a piece would add, for the pieces behind it. */
export async function keepCheckedPayments(
  sql: EntityManager,
  { id }: MigrationJob,
  { payments }: Candidates,
  out: ReadonlySet<number>,
): Promise<void> {
  const claims = payments.filter((_, candidate) => !out.has(candidate));
  await sql.query(
    `INSERT INTO migration_checked_payments (migration_job_id, jamaah_id, mata_uang, amount)
     SELECT $1, jamaah_id, currency, sum(amount)
     FROM unnest($2::uuid[], $3::numeric[], $4::text[]) AS g (jamaah_id, amount, currency)
     GROUP BY jamaah_id, currency
     ON CONFLICT (migration_job_id, jamaah_id, mata_uang)
       DO UPDATE SET amount = migration_checked_payments.amount + excluded.amount`,
    [
      id,
      claims.map(({ jamaahId }) => jamaahId),
      claims.map(({ amount }) => amount),
      claims.map(({ currency }) => currency),
    ],
  );
}
