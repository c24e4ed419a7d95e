import { rows, type Sql } from '@sluice/kernel/db';
import { type FileError, type RevenueBatch, type RevenueFileStatus } from '@sluice/systems/revenue';
import {
  countedBars,
  html,
  type Html,
  legend,
  longTable,
  MAX_TABLE_ROWS,
  type Section,
  shortened,
  THAI,
} from '../../report';

const { words, formats } = THAI;

/** Files with bars of their own: the largest. */
const MAX_BARS = 20;
/** Kinds of errors with bars of their own: the most frequent. */
const MAX_KINDS = 15;

const FILE_STATES: Record<RevenueFileStatus, string> = {
  pending: 'รอประมวลผล',
  processing: 'กำลังประมวลผล',
  completed: 'เสร็จสิ้น',
  error: 'ผิดพลาด',
};

interface ReportedFile {
  filename: string;
  status: RevenueFileStatus;
  valid: number;
  invalid: number;
  skipped: number;
  errors: FileError[];
}

const FILE_COLUMNS = `filename, status, valid_records AS valid, invalid_records AS invalid,
  skipped_records AS skipped, errors`;

/** Valid, invalid and skipped records of the largest files. */
export async function recordsByFile(sql: Sql, { id, totalFiles }: RevenueBatch): Promise<Section> {
  const files = await rows<ReportedFile>(
    sql,
    `SELECT ${FILE_COLUMNS} FROM revenue_files WHERE batch_id = $1 AND NOT is_container
     ORDER BY total_records DESC, position, id LIMIT ${MAX_BARS}`,
    [id],
  );
  const heading = 'ระเบียนในแต่ละไฟล์';
  if (files.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const names = {
    title: 'ระเบียนที่ถูกต้อง ไม่ถูกต้อง และข้าม แยกตามไฟล์',
    description: `แผนภูมิแท่งของ ${files.length} ไฟล์ ตัวเลขอยู่ในตารางข้างแผนภูมิ`,
  };
  const list = files.map(({ filename, valid, invalid, skipped }) => ({
    name: filename,
    parts: [
      { value: valid, tone: 'good' as const },
      { value: invalid, tone: 'bad' as const },
      { value: skipped, tone: 'open' as const },
    ],
    cells: [valid, invalid, skipped].map(formats.number),
  }));
  const key = legend([
    { name: 'ถูกต้อง', tone: 'good' },
    { name: 'ไม่ถูกต้อง', tone: 'bad' },
    { name: 'ข้าม', tone: 'open' },
  ]);
  const hidden = totalFiles - files.length;
  const more =
    hidden > 0 &&
    html`<p class="more">
      ${words.more(formats.number(files.length), formats.number(hidden))} ${words.allAt}
      <code>/api/revenue/batches/${id}/files</code>
    </p>`;
  const chart = countedBars(names, ['ไฟล์', 'ถูกต้อง', 'ไม่ถูกต้อง', 'ข้าม'], list, THAI, key);
  return { heading, body: html`${chart}${more}` };
}

interface FoundKind {
  code: string;
  column: string | null;
  isWarning: boolean;
  count: number;
  files: number;
}

/** What is wrong with records, by code and column. */
export async function errorsByKind(sql: Sql, { id }: RevenueBatch): Promise<Section> {
  const kinds = await rows<FoundKind>(
    sql,
    `SELECT code, column_name AS "column", is_warning AS "isWarning", count(*)::int AS count,
       count(DISTINCT file_id)::int AS files
     FROM revenue_record_errors
     WHERE file_id IN (SELECT id FROM revenue_files WHERE batch_id = $1)
     GROUP BY code, column_name, is_warning ORDER BY is_warning, count DESC, code, column_name LIMIT ${MAX_KINDS}`,
    [id],
  );
  const heading = 'ข้อผิดพลาดของระเบียนตามประเภท';
  if (kinds.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  const names = {
    title: 'ข้อผิดพลาดและคำเตือนที่พบบ่อยที่สุด',
    description: `แผนภูมิแท่งของ ${kinds.length} ประเภท ตัวเลขอยู่ในตารางข้างแผนภูมิ`,
  };
  const list = kinds.map(({ code, column, isWarning, count, files }) => ({
    name: column === null ? code : `${column} ${code}`,
    parts: [{ value: count, tone: isWarning ? ('warn' as const) : ('bad' as const) }],
    cells: [formats.number(count), formats.number(files)],
  }));
  const key = legend([
    { name: 'ข้อผิดพลาด', tone: 'bad' },
    { name: 'คำเตือน', tone: 'warn' },
  ]);
  return { heading, body: countedBars(names, ['ประเภท', 'จำนวน', 'ไฟล์'], list, THAI, key) };
}

/** Files that were not read, or that have records which are not valid. */
export async function filesWithErrors(sql: Sql, { id }: RevenueBatch): Promise<Section> {
  const files = await rows<ReportedFile & { total: number }>(
    sql,
    `SELECT ${FILE_COLUMNS}, count(*) OVER ()::int AS total FROM revenue_files
     WHERE batch_id = $1 AND NOT is_container AND (status = 'error' OR invalid_records > 0)
     ORDER BY status = 'error' DESC, invalid_records DESC, position, id LIMIT ${MAX_TABLE_ROWS}`,
    [id],
  );
  const body = longTable(
    {
      caption: 'ไฟล์ที่ประมวลผลไม่สำเร็จ หรือมีระเบียนไม่ถูกต้อง',
      columns: [
        { name: 'ไฟล์', kind: 'value' },
        { name: 'สถานะ', kind: 'words' },
        { name: 'ไม่ถูกต้อง', kind: 'number' },
        { name: 'ถูกต้อง', kind: 'number' },
        { name: 'ข้อผิดพลาดของไฟล์', kind: 'value' },
      ],
      rows: files.map(({ filename, status, valid, invalid, errors }) => [
        shortened(filename),
        FILE_STATES[status],
        formats.number(invalid),
        formats.number(valid),
        errorsOf(errors),
      ]),
      total: files[0]?.total ?? 0,
      exportPath: `/api/revenue/batches/${id}/files`,
    },
    THAI,
  );
  return { heading: 'ไฟล์ที่มีข้อผิดพลาด', body };
}

function errorsOf(errors: FileError[]): Html | string {
  if (errors.length === 0) return '–';
  return html`<ul class="plain">
    ${errors.map(
      ({ message, detail }) =>
        html`<li>${shortened(detail === undefined ? message : `${message}: ${detail}`)}</li>`,
    )}
  </ul>`;
}
