import { type Database, rows, type Sql } from '@sluice/kernel/db';
import { type CheckState, type RevenueBatch, type RevenueBatchStatus } from '@sluice/systems/revenue';
import { type Actor } from '../../auth';
import { html, outcomes, type Report, type Section, shortened, THAI, timesOf, type Tone } from '../../report';
import { type Totals, totalsOf } from './batch-report';
import { errorsByKind, filesWithErrors, recordsByFile } from './report-files';
import { claimsAtRisk, findingsByKind } from './report-findings';
import { findBatch } from './revenue.access';

const { words, formats } = THAI;

const STATES: Record<RevenueBatchStatus, { name: string; tone: Tone }> = {
  success: { name: 'สำเร็จ', tone: 'good' },
  error: { name: 'ผิดพลาด', tone: 'bad' },
  processing: { name: 'กำลังประมวลผล', tone: 'open' },
  partial: { name: 'สำเร็จบางส่วน', tone: 'warn' },
};

const CHECKS: Record<CheckState, string> = {
  none: 'ยังไม่ได้ตรวจ',
  waiting: 'รอตรวจ',
  done: 'ตรวจแล้ว',
  failed: 'ตรวจไม่สำเร็จ',
};

/** What became of a batch of claim files, for people. @throws AppError 404, 403 */
export function revenueReport(db: Database, actor: Actor, id: string): Promise<Report> {
  // In one snapshot: figures, charts and tables tell of the same moment.
  return db.transaction('REPEATABLE READ', async (sql) => {
    const batch = await findBatch(sql, actor, id);
    const totals = await totalsOf(sql, id);
    return {
      ...headOf(batch, totals, await workOf(sql, batch), actor),
      sections: [
        recordOutcomes(totals),
        await recordsByFile(sql, batch),
        await errorsByKind(sql, batch),
        await findingsByKind(sql, batch),
        await filesWithErrors(sql, batch),
        await claimsAtRisk(sql, batch, totals),
      ],
    };
  });
}

interface Work {
  startedAt: Date | null;
  completedAt: Date | null;
}

/** From the beginning of the first file to the end of the last, its checks included; no end while something runs. */
async function workOf(sql: Sql, { id, status, checkedAt, processingFiles }: RevenueBatch): Promise<Work> {
  const [work] = await rows<Work>(
    sql,
    `SELECT min(started_at) AS "startedAt", max(completed_at) AS "completedAt" FROM revenue_files WHERE batch_id = $1`,
    [id],
  );
  const { startedAt = null, completedAt = null } = work ?? {};
  if (status === 'processing' || processingFiles > 0) return { startedAt, completedAt: null };
  const isLater = checkedAt !== null && completedAt !== null && checkedAt > completedAt;
  return { startedAt, completedAt: isLater ? checkedAt : completedAt };
}

function headOf(
  batch: RevenueBatch,
  totals: Totals,
  work: Work,
  { principal }: Actor,
): Omit<Report, 'sections'> {
  const { number, money } = formats;
  return {
    locale: THAI,
    system: 'ข้อมูลเบิกค่ารักษาพยาบาล (revenue)',
    title: batch.batchName,
    state: STATES[batch.status],
    facts: [
      [words.batch, html`<code>${batch.id}</code>`],
      [words.by, batch.userId === principal.userId ? principal.username : shortened(batch.userId)],
      [words.size, formats.bytes(batch.totalSize)],
      ...timesOf({ createdAt: batch.createdAt, ...work }, THAI),
      ['ตรวจสอบข้ามไฟล์', CHECKS[batch.checkState]],
      ...(batch.cancelledAt ? [['ยกเลิกเมื่อ', formats.time(batch.cancelledAt)] as [string, string]] : []),
    ],
    figures: [
      { name: 'ไฟล์', value: number(batch.totalFiles) },
      {
        name: 'ไฟล์ที่ผิดพลาด',
        value: number(batch.errorFiles),
        ...(batch.errorFiles > 0 && { tone: 'bad' }),
      },
      { name: 'ระเบียน', value: number(totals.totalRecords) },
      {
        name: 'ระเบียนไม่ถูกต้อง',
        value: number(totals.invalidRecords),
        ...(totals.invalidRecords > 0 && { tone: 'bad' }),
      },
      {
        name: 'เงินที่เสี่ยง (บาท)',
        value: money(totals.amountAtRisk),
        ...(totals.amountAtRisk > 0 && { tone: 'warn' }),
      },
    ],
  };
}

function recordOutcomes({ validRecords, invalidRecords, skippedRecords }: Totals): Section {
  const names = {
    title: 'ผลการตรวจระเบียน',
    description: `ถูกต้อง ${validRecords} ไม่ถูกต้อง ${invalidRecords} ข้าม ${skippedRecords} ระเบียน`,
  };
  const body = outcomes(
    names,
    [
      { name: 'ถูกต้อง', value: validRecords, tone: 'good' },
      { name: 'ไม่ถูกต้อง', value: invalidRecords, tone: 'bad' },
      { name: 'ข้าม (ลบแล้วหรือว่าง)', value: skippedRecords, tone: 'open' },
    ],
    THAI,
  );
  return { heading: names.title, body };
}
