import { rows, type Sql } from '@sluice/kernel/db';
import { type RevenueBatch } from '@sluice/systems/revenue';
import {
  countedBars,
  html,
  type Html,
  longTable,
  MAX_TABLE_ROWS,
  type Section,
  shortened,
  THAI,
} from '../../report';
import { type Totals } from './batch-report';

const { words, formats } = THAI;

/** Findings told of each claim; there may be thousands. */
const FINDINGS_OF_A_CLAIM = 5;

/** What the rules of docs/revenue-rules.md say, in few words; a rule that is not here goes by its code. */
const RULE_NAMES: Record<string, string> = {
  hn_not_in_pat: 'ไม่มี HN ในแฟ้ม PAT',
  seq_not_in_opd: 'ไม่มี SEQ ในแฟ้ม OPD',
  an_not_in_ipd: 'ไม่มี AN ในแฟ้ม IPD',
  no_principal_diagnosis: 'ไม่มีการวินิจฉัยหลัก',
  several_principal_diagnoses: 'วินิจฉัยหลักเกินหนึ่ง',
  charges_do_not_match: 'CHA ไม่เท่ากับ CHT',
  paid_does_not_match: 'ยอดชำระ PAID ไม่ตรงกัน',
  drugs_over_charges: 'ค่ายาเกินค่ารักษา',
  duplicate_patient: 'HN ซ้ำในแฟ้ม PAT',
  duplicate_visit: 'SEQ ซ้ำในแฟ้ม OPD',
  duplicate_admission: 'AN ซ้ำในแฟ้ม IPD',
  born_after_service: 'วันเกิดหลังวันรับบริการ',
};

interface FoundRule {
  rule: string;
  findings: number;
  claims: number;
  amount: number;
}

/** What was found between files, by kind: how often, and how much money it may cost. */
export async function findingsByKind(sql: Sql, { id }: RevenueBatch): Promise<Section> {
  const found = await rows<FoundRule>(
    sql,
    `SELECT rule, sum(findings)::int AS findings, count(*)::int AS claims, sum(amount)::float8 AS amount FROM (
       SELECT rule, claim_kind, claim, count(*) AS findings, max(amount) AS amount FROM revenue_findings
       WHERE batch_id = $1 GROUP BY rule, claim_kind, claim
     ) AS claims GROUP BY rule ORDER BY amount DESC, findings DESC, rule`,
    [id],
  );
  const heading = 'ผลการตรวจสอบข้ามไฟล์ตามประเภท';
  if (found.length === 0) return { heading, body: html`<p class="nothing">${words.nothing}</p>` };
  return { heading, body: html`${countsOf(found)}${moneyOf(found)}` };
}

function nameOf(rule: string): string {
  return RULE_NAMES[rule] ?? rule;
}

function countsOf(found: FoundRule[]): Html {
  const names = {
    title: 'จำนวนข้อที่พบ แยกตามประเภท',
    description: `แผนภูมิแท่งแสดงจำนวนข้อที่พบ ${found.length} ประเภท ตัวเลขอยู่ในตารางข้างแผนภูมิ`,
  };
  const list = found.map(({ rule, findings, claims }) => ({
    name: nameOf(rule),
    parts: [{ value: findings, tone: 'warn' as const }],
    cells: [formats.number(findings), formats.number(claims)],
  }));
  return countedBars(names, ['ประเภท', 'ข้อที่พบ', 'รายการเบิก'], list, THAI);
}

/** A claim of several kinds is in each of them, so that the sum may be more than what is at risk. */
function moneyOf(found: FoundRule[]): Html {
  const names = {
    title: 'จำนวนเงินที่เสี่ยง แยกตามประเภท (บาท)',
    description: 'แผนภูมิแท่งแสดงจำนวนเงินที่อาจไม่ได้รับชดเชยของแต่ละประเภท ตัวเลขอยู่ในตารางข้างแผนภูมิ',
  };
  const list = found.map(({ rule, amount }) => ({
    name: nameOf(rule),
    parts: [{ value: amount, tone: 'bad' as const }],
    cells: [formats.money(amount)],
    label: formats.money(amount),
  }));
  return html`${countedBars(names, ['ประเภท', 'บาท'], list, THAI)}
    <p class="note">รายการเบิกที่พบหลายประเภทจะถูกนับในทุกประเภท ผลรวมจึงอาจมากกว่ายอดเสี่ยงทั้งหมด</p>`;
}

interface FoundClaim {
  kind: string;
  claim: string;
  amount: number;
  findings: number;
  messages: string[];
}

/** Claims that may not be paid, the dearest first, with what is the matter. */
export async function claimsAtRisk(sql: Sql, { id }: RevenueBatch, totals: Totals): Promise<Section> {
  const claims = await rows<FoundClaim>(
    sql,
    `WITH claims AS (
       SELECT claim_kind, claim, max(amount) AS amount, count(*)::int AS findings FROM revenue_findings
       WHERE batch_id = $1 GROUP BY claim_kind, claim
       ORDER BY amount DESC, claim_kind, claim LIMIT ${MAX_TABLE_ROWS}
     )
     SELECT claim_kind AS kind, claim, amount::float8 AS amount, findings, ARRAY(
       SELECT message FROM revenue_findings AS one
       WHERE one.batch_id = $1 AND one.claim_kind = claims.claim_kind AND one.claim = claims.claim
       ORDER BY id LIMIT ${FINDINGS_OF_A_CLAIM}
     ) AS messages
     FROM claims ORDER BY claims.amount DESC, claim_kind, claim`,
    [id],
  );
  const body = longTable(
    {
      caption: 'รายการเบิกที่อาจไม่ได้รับชดเชย เรียงตามจำนวนเงิน',
      columns: [
        { name: 'รายการเบิก', kind: 'value' },
        { name: 'เงินที่เสี่ยง (บาท)', kind: 'number' },
        { name: 'ข้อที่พบ', kind: 'number' },
        { name: 'รายละเอียด', kind: 'value' },
      ],
      rows: claims.map(({ kind, claim, amount, findings, messages }) => [
        shortened(`${kind} ${claim}`),
        formats.money(amount),
        formats.number(findings),
        messagesOf(messages, findings),
      ]),
      total: totals.claims,
      exportPath: `/api/revenue/batches/${id}/report?format=csv`,
    },
    THAI,
  );
  return { heading: 'รายการเบิกที่ต้องตรวจสอบ', body };
}

function messagesOf(messages: string[], findings: number): Html {
  const more = findings - messages.length;
  return html`<ul class="plain">
    ${messages.map((message) => html`<li>${shortened(message)}</li>`)}
    ${more > 0 && html`<li>และอีก ${formats.number(more)} ข้อ</li>`}
  </ul>`;
}
