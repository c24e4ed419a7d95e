import { type Database } from '@sluice/kernel/db';
import {
  hasEnded,
  type ImportType,
  type MigrationJob,
  type MigrationStatus,
  STATUS_DISPLAY,
} from '@sluice/systems/csv-migration';
import { type Actor } from '../../auth';
import {
  html,
  type HtmlValue,
  INDONESIAN,
  outcomes,
  type Report,
  type Section,
  timesOf,
  type Tone,
} from '../../report';
import { findJob, WRITERS } from './csv-migration.access';
import { countsOf, type ShownJob } from './csv-migration.presenter';
import { recoveredRows } from './csv-migration.service';
import { errorsByField, errorsByType, wrongRows } from './report-errors';

const { words, formats } = INDONESIAN;

const STATE_TONES: Record<MigrationStatus, Tone> = {
  pending: 'open',
  validating: 'open',
  importing: 'open',
  completed: 'good',
  failed: 'bad',
  rolled_back: 'warn',
};

const KINDS: Record<ImportType, string> = { jamaah: 'Jamaah', payment: 'Pembayaran', package: 'Paket' };

/** What became of an import, for people. @throws AppError 404, 403 */
export function migrationReport(db: Database, actor: Actor, id: string): Promise<Report> {
  // In one snapshot: figures, charts and tables tell of the same moment.
  return db.transaction('REPEATABLE READ', async (sql) => {
    const job = await findJob(sql, actor, id);
    const shown = { job, recoveredRows: (await recoveredRows(sql, [job])).get(job.id) ?? 0 };
    // Lists of errors, with what stands in the rows, are for those who may write.
    const seesRows = WRITERS.includes(actor.principal.role);
    const lists = seesRows
      ? [await wrongRows(sql, job, false), await wrongRows(sql, job, true)]
      : [{ heading: 'Baris yang salah', body: html`<p class="nothing">${FOR_WRITERS}</p>` }];
    return {
      ...headOf(shown, actor),
      sections: [rowOutcomes(shown), errorsByType(job), await errorsByField(sql, job), ...lists],
    };
  });
}

const FOR_WRITERS = 'Isi baris hanya ditampilkan kepada admin dan owner.';

function headOf(shown: ShownJob, actor: Actor): Omit<Report, 'sections'> {
  const { job, recoveredRows: recovered } = shown;
  const { invalid_rows: invalidRows } = countsOf(shown);
  const { number, share } = formats;
  const { userId, username } = actor.principal;
  return {
    locale: INDONESIAN,
    system: `Migrasi data – ${KINDS[job.importType]}`,
    title: job.fileName,
    state: { name: STATUS_DISPLAY[job.status], tone: STATE_TONES[job.status] },
    notice: job.errorMessage,
    facts: [
      [words.batch, html`<code>${job.id}</code>`],
      [words.by, job.userId === userId ? username : html`<code>${job.userId}</code>`],
      [words.size, formats.bytes(job.fileSize)],
      ...timesOf(job, INDONESIAN),
      ['Pengodean', `${job.encoding}, pemisah ${delimiterName(job.delimiter)}`],
      ...lineageOf(job),
    ],
    figures: [
      { name: 'Baris', value: number(job.totalRows) },
      { name: 'Diimpor', value: number(job.importedRows + recovered), tone: 'good' },
      { name: 'Salah', value: number(invalidRows), ...(invalidRows > 0 && { tone: 'bad' }) },
      {
        name: 'Peringatan',
        value: number(job.warningCount),
        ...(job.warningCount > 0 && { tone: 'warn' }),
      },
      { name: 'Diproses', value: share(job.processedRows, job.totalRows) },
    ],
  };
}

function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : `“${delimiter}”`;
}

function lineageOf({ parentJobId, rollbackAt, rollbackSummary }: MigrationJob): [string, HtmlValue][] {
  return [
    ...(parentJobId ? [['Perbaikan dari', html`<code>${parentJobId}</code>`] as [string, HtmlValue]] : []),
    ...(rollbackAt ? [['Dibatalkan pada', formats.time(rollbackAt)] as [string, HtmlValue]] : []),
    ...(rollbackSummary
      ? [['Dihapus saat pembatalan', formats.number(rollbackSummary.removed)] as [string, HtmlValue]]
      : []),
  ];
}

/** Rows of the file; those that came in corrected, in other files, are counted as in, and told beside it. */
function rowOutcomes(shown: ShownJob): Section {
  const { job, recoveredRows: recovered } = shown;
  const { totalRows } = job;
  const { invalid_rows: invalidRows } = countsOf(shown);
  const importedRows = job.importedRows + job.invalidRows - invalidRows;
  const others = Math.max(totalRows - importedRows - invalidRows, 0);
  const otherName = hasEnded(job.status) ? 'Tidak diimpor' : 'Belum diimpor';
  const names = {
    title: 'Baris menurut hasil',
    description: `Dari ${totalRows} baris, ${importedRows} diimpor, ${invalidRows} salah, ${others} lainnya.`,
  };
  const ring = outcomes(
    names,
    [
      { name: 'Diimpor', value: importedRows, tone: 'good' },
      { name: 'Salah', value: invalidRows, tone: 'bad' },
      { name: otherName, value: others, tone: 'open' },
    ],
    INDONESIAN,
  );
  const note =
    recovered > 0 &&
    html`<p class="note">${formats.number(recovered)} baris di antaranya masuk lewat file perbaikan.</p>`;
  return { heading: names.title, body: html`${ring}${note}` };
}
