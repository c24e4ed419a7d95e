import { columnNamed, keyField, lockReferences, rowDataOf } from '@sluice/systems/csv-migration';
import { type EntityManager } from 'typeorm';
import { ChunkPool } from '../../copy/copy-chunks';
import { copyIn } from '../../copy/copy-in';
import { copyLine } from '../../copy/copy-text';
import { RowBytes } from '../../copy/row-bytes';
import { COPY_ERRORS } from './error-lines';
import { type Duplicate, findDuplicates } from './find-duplicates';
import { findOverpayments, keepCheckedPayments } from './overpaid';
import { findPilgrims, type Refusal } from './payment-pilgrims';
import { type Candidates } from './candidates';
import { type Piece } from './pieces';
import { type Finding } from './row-faults';
import { type Run } from './run';

const COPY_KEYS = 'COPY migration_checked_keys (migration_job_id, dup_key, row_number) FROM STDIN';

/** What is said of a candidate, but for its value, which is in the file. */
type Remark = Omit<Finding, 'expected' | 'value'>;

/**
 * Writes what of a piece goes in, and what was found in the rest. An import sends its rows straight to their table as
 * long as no key is met twice; from then on keys are looked up first. A dry run always looks them up, and keeps the
 * keys instead of the rows.
 * @returns how many candidates stay out
 * @throws what Postgres says of a key that is met twice; the piece can be stored again then
 */
export async function storePiece(sql: EntityManager, run: Run, piece: Piece): Promise<number> {
  const { candidates } = piece;
  const errors = new Map<number, Remark>();
  const warnings = new Map<number, Remark>();
  if (candidates.count > 0) {
    if (run.job.importType === 'payment') {
      await lockReferences(sql, run.job.tenantId, 'shared');
      addRefusals(errors, await findPilgrims(sql, run.job, candidates));
    }
    await writeCandidates(sql, run, piece, errors);
    if (run.job.importType === 'payment') await addOverpayments(sql, run, piece, errors, warnings);
    await addRemarks(run, piece, errors, warnings);
  }
  if (piece.errors.lines.count > 0) await copyIn(sql, COPY_ERRORS, piece.errors.lines.without([]));
  return errors.size;
}

async function writeCandidates(
  sql: EntityManager,
  run: Run,
  piece: Piece,
  errors: Map<number, Remark>,
): Promise<void> {
  const { candidates } = piece;
  if (run.isDryRun || run.hasMetDuplicates) {
    const out = new Set(errors.keys());
    for (const duplicate of await findDuplicates(sql, run.job, candidates, out, run.isDryRun))
      errors.set(duplicate.candidate, duplicateRemark(run, duplicate));
  }
  const lines = run.isDryRun
    ? keyLines(run, candidates, errors)
    : candidates.lines.without(ascending(errors.keys()));
  if (lines.length > 0) await copyIn(sql, run.isDryRun ? COPY_KEYS : run.target.statement, lines);
}

/** Keys of rows that would go in. */
function keyLines(run: Run, candidates: Candidates, errors: ReadonlyMap<number, Remark>): Buffer[] {
  const { keyRows, numbers } = candidates;
  const lines = new RowBytes(new ChunkPool());
  candidates.keys().forEach((key, at) => {
    const candidate = keyRows[at] as number;
    if (!errors.has(candidate)) lines.addText(copyLine([run.job.id, key, String(numbers[candidate])]));
  });
  return lines.without([]);
}

async function addOverpayments(
  sql: EntityManager,
  run: Run,
  { candidates }: Piece,
  errors: ReadonlyMap<number, Remark>,
  warnings: Map<number, Remark>,
): Promise<void> {
  const out = new Set(errors.keys());
  if (run.isDryRun) await keepCheckedPayments(sql, run.job, candidates, out);
  for (const { candidate, message } of await findOverpayments(sql, run.job, candidates, out))
    warnings.set(candidate, { type: 'constraint_violation', field: 'jumlah', message });
}

function addRefusals(errors: Map<number, Remark>, refusals: readonly Refusal[]): void {
  for (const { candidate, field, message } of refusals)
    errors.set(candidate, { type: 'constraint_violation', field, message });
}

function duplicateRemark({ job }: Run, { key, earlierRow }: Duplicate): Remark {
  const own = job.importType === 'jamaah' ? key.slice(key.indexOf('/') + 1) : key;
  const isNameAlone = own.startsWith('telepon:|');
  const field = isNameAlone ? 'nama' : keyField(job.importType, own);
  const { label } = columnNamed(job.importType, field);
  const name = field === 'telepon' ? 'Telepon dan nama' : label;
  const message = earlierRow === null ? `${name} sudah terdaftar` : `${name} sama dengan baris ${earlierRow}`;
  return { type: 'duplicate', field, message };
}

/** Rows that Postgres has something against are read once more, as they were uploaded, to be kept with it. */
async function addRemarks(
  run: Run,
  { candidates, errors: lines }: Piece,
  errors: ReadonlyMap<number, Remark>,
  warnings: ReadonlyMap<number, Remark>,
): Promise<void> {
  const remarked = ascending([...errors.keys(), ...warnings.keys()]);
  if (remarked.length === 0) return;
  let next = 0;
  for await (const cells of run.readAgain(candidates.rawRows(remarked))) {
    const candidate = remarked[next++] as number;
    const data = rowDataOf(run.job.header, cells);
    const of = (remarks: ReadonlyMap<number, Remark>): Finding[] => {
      const remark = remarks.get(candidate);
      return remark ? [run.complete(remark, cells)] : [];
    };
    lines.add(candidates.numbers[candidate] as number, data, of(errors), of(warnings));
  }
  if (next !== remarked.length) throw new Error(`Read ${next} rows again instead of ${remarked.length}`);
}

function ascending(numbers: Iterable<number>): number[] {
  return [...numbers].sort((a, b) => a - b);
}
