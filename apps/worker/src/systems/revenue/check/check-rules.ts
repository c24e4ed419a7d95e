import { type ClaimTable } from '@sluice/systems/revenue';
import { tableName } from './checked-rows';

/** A comparison of the files of a batch. */
export interface CheckRule {
  /** Stable snake_case word, see docs/revenue-rules.md. Rules of visits and of admissions may share one. */
  code: string;
  /** Claim files that the batch must have for it, with a column that not every edition has: `DRU.TOTAL`. */
  needs: string[];
  /**
   * A query for findings: `kind`, `claim`, `claim_table`, `at` (the row that is meant, or null), `message`,
   * `amount` (baht at risk) and `details`.
   */
  findings: string;
}

/** Baht as people write it. */
const baht = (amount: string): string => `to_char(${amount}, 'FM999,999,999,999,990.00')`;

/** What a hospital may lose for a claim or a patient that a finding is about: `CHT.TOTAL`, else ΣCHA, else 0. */
const claimCharge = `LEFT JOIN claim_charge USING (kind, claim)`;
const atRisk = `coalesce(amount, 0)`;

interface Reference {
  code: string;
  kind: 'HN' | 'SEQ' | 'AN';
  /** The claim file that must have what the others refer to. */
  target: ClaimTable;
  sources: ClaimTable[];
}

/** One finding for each HN, SEQ or AN that `target` lacks, however many rows of however many files have it. */
function reference({ code, kind, target, sources }: Reference): CheckRule {
  const column = kind === 'HN' ? 'hn' : 'claim';
  const missing = sources.map(
    (source, place) =>
      `SELECT ${place} AS place, '${source}' AS claim_table, ${column} AS claim, count(*) AS row_count, min(at) AS at
       FROM ${tableName(source)} AS referring
       WHERE ${kind === 'HN' ? 'hn IS NOT NULL' : `kind = '${kind}' AND claim IS NOT NULL`}
         AND NOT EXISTS (SELECT FROM ${tableName(target)} AS known WHERE known.${column} = referring.${column})
       GROUP BY ${column}`,
  );
  const charge = kind === 'HN' ? 'patient_charge USING (claim)' : 'claim_charge USING (kind, claim)';
  return {
    code,
    needs: [target],
    findings: `
      SELECT kind, claim, claim_table, at, message, ${atRisk} AS amount, details FROM (
        SELECT '${kind}' AS kind, claim, (array_agg(claim_table ORDER BY place))[1] AS claim_table,
          (array_agg(at ORDER BY place))[1] AS at,
          format('ไม่มี ${kind} %s ในแฟ้ม ${target} (พบใน %s)', claim,
            string_agg(claim_table || ' ' || row_count || ' แถว', ', ' ORDER BY place)) AS message,
          jsonb_build_object('rows', jsonb_object_agg(claim_table, row_count)) AS details
        FROM (${missing.join('\nUNION ALL\n')}) AS missing GROUP BY claim
      ) AS found LEFT JOIN ${charge}`,
  };
}

interface Diagnoses {
  /** Visits or admissions. */
  claims: ClaimTable;
  diagnoses: ClaimTable;
  kind: 'SEQ' | 'AN';
}

/** "exactly one DXTYPE=1 per SEQ / AN". */
function principalDiagnosis({ claims, diagnoses, kind }: Diagnoses): CheckRule[] {
  return [
    {
      code: 'no_principal_diagnosis',
      needs: [claims, diagnoses],
      findings: `
        SELECT kind, claim, '${claims}' AS claim_table, at,
          format('${kind} %s ไม่มีการวินิจฉัยหลัก (DXTYPE = 1) ในแฟ้ม ${diagnoses}', claim) AS message,
          ${atRisk} AS amount, jsonb_build_object('principalDiagnoses', 0) AS details
        FROM (SELECT kind, claim, min(at) AS at FROM ${tableName(claims)} GROUP BY kind, claim) AS known
        ${claimCharge}
        WHERE NOT EXISTS (
          SELECT FROM ${tableName(diagnoses)} AS d WHERE d.claim = known.claim AND d.dxtype = '1')`,
    },
    {
      code: 'several_principal_diagnoses',
      needs: [diagnoses],
      findings: `
        SELECT kind, claim, '${diagnoses}' AS claim_table, at,
          format('${kind} %s มีการวินิจฉัยหลัก (DXTYPE = 1) %s รายการ ต้องมีเพียง 1', claim, row_count) AS message,
          ${atRisk} AS amount, jsonb_build_object('principalDiagnoses', row_count) AS details
        FROM (SELECT kind, claim, max(at) AS at, count(*) AS row_count FROM ${tableName(diagnoses)}
              WHERE dxtype = '1' GROUP BY kind, claim HAVING count(*) > 1) AS several
        ${claimCharge}`,
    },
  ];
}

/** The key of a claim file is there once. The row that is meant is the last that has it. */
function unique(code: string, table: ClaimTable, kind: 'HN' | 'SEQ' | 'AN'): CheckRule {
  const column = kind === 'HN' ? 'hn' : 'claim';
  const charge = kind === 'HN' ? 'LEFT JOIN patient_charge USING (claim)' : claimCharge;
  return {
    code,
    needs: [table],
    findings: `
      SELECT kind, claim, '${table}' AS claim_table, at,
        format('${kind} %s ซ้ำกัน %s แถวในแฟ้ม ${table}', claim, row_count) AS message,
        ${atRisk} AS amount, jsonb_build_object('rows', row_count) AS details
      FROM (SELECT '${kind}' AS kind, ${column} AS claim, max(at) AS at, count(*) AS row_count
            FROM ${tableName(table)} WHERE ${column} IS NOT NULL
            GROUP BY ${column} HAVING count(*) > 1) AS doubled
      ${charge}`,
  };
}

/** "DOB ≤ service date", which are in different files. */
function bornBefore(table: ClaimTable, day: string): CheckRule {
  return {
    code: 'born_after_service',
    needs: ['PAT', table],
    findings: `
      SELECT kind, claim, '${table}' AS claim_table, at,
        format('วันเกิด %s ของ HN %s อยู่หลังวันรับบริการ %s', dob, hn, day) AS message,
        ${atRisk} AS amount, jsonb_build_object('dob', dob, 'serviceDay', day) AS details
      FROM (SELECT kind, claim, hn, min(at) AS at, max(dob) AS dob, min(${day}) AS day
            FROM ${tableName(table)} AS service JOIN (SELECT hn, dob FROM checked_pat) AS patient USING (hn)
            WHERE dob > ${day} GROUP BY kind, claim, hn) AS born
      ${claimCharge}`,
  };
}

/** "ΣCHA.AMOUNT = CHT.TOTAL per (HN, SEQ|AN)". */
const CHARGES: CheckRule = {
  code: 'charges_do_not_match',
  needs: ['CHT', 'CHA'],
  findings: `
    SELECT kind, claim, CASE WHEN cht_at IS NULL THEN 'CHA' ELSE 'CHT' END AS claim_table,
      coalesce(cht_at, cha_at) AS at,
      CASE
        WHEN cht_at IS NULL THEN format('HN %s %s %s มีค่ารักษาในแฟ้ม CHA %s บาท แต่ไม่มีในแฟ้ม CHT', hn, kind, claim,
          ${baht('charged')})
        WHEN cha_at IS NULL THEN format('HN %s %s %s มียอด CHT.TOTAL %s บาท แต่ไม่มีรายการในแฟ้ม CHA', hn, kind, claim,
          ${baht('total')})
        ELSE format('HN %s %s %s ผลรวม CHA.AMOUNT %s บาท ไม่เท่ากับ CHT.TOTAL %s บาท', hn, kind, claim,
          ${baht('charged')}, ${baht('total')})
      END AS message,
      ${atRisk} AS amount,
      jsonb_build_object('hn', hn, 'chargeItems', charged, 'total', total,
        'difference', coalesce(charged, 0) - coalesce(total, 0)) AS details
    FROM bill ${claimCharge}
    WHERE round(coalesce(charged, 0), 2) <> round(coalesce(total, 0), 2)`,
};

/** Payments are rounded to the baht: "≈". */
const PAID_TOLERANCE_BAHT = 1;

/** "CHT.PAID ≈ Σ DRU.TOTCOPAY + Σ ADP.TOTCOPAY". */
const PAID: CheckRule = {
  code: 'paid_does_not_match',
  needs: ['CHT', 'DRU.TOTCOPAY', 'ADP.TOTCOPAY'],
  findings: `
    SELECT kind, claim, 'CHT' AS claim_table, at,
      format('%s %s CHT.PAID %s บาท ไม่ตรงกับผลรวม TOTCOPAY ของ DRU %s บาท และ ADP %s บาท', kind, claim,
        ${baht('paid')}, ${baht('drugs')}, ${baht('services')}) AS message,
      ${atRisk} AS amount,
      jsonb_build_object('paid', paid, 'drugCopay', drugs, 'serviceCopay', services,
        'difference', paid - drugs - services) AS details
    FROM (
      SELECT kind, claim, at, coalesce(paid, 0) AS paid, coalesce(drugs, 0) AS drugs,
        coalesce(services, 0) AS services
      FROM (SELECT kind, claim, min(at) AS at, sum(paid) AS paid FROM checked_cht GROUP BY kind, claim) AS payment
      LEFT JOIN (SELECT kind, claim, sum(totcopay) AS drugs FROM checked_dru GROUP BY kind, claim) AS d
        USING (kind, claim)
      LEFT JOIN (SELECT kind, claim, sum(totcopay) AS services FROM checked_adp GROUP BY kind, claim) AS a
        USING (kind, claim)
    ) AS paying ${claimCharge}
    WHERE abs(paid - drugs - services) > ${PAID_TOLERANCE_BAHT}`,
};

/** Drugs in the hospital and to take home: claimable items, and the plain categories of some hospital systems. */
const DRUG_ITEMS = `('31', '41', '03', '04')`;

/** "Σ DRU.TOTAL ≤ ΣCHA 31+41". */
const DRUGS: CheckRule = {
  code: 'drugs_over_charges',
  needs: ['DRU.TOTAL', 'CHA'],
  findings: `
    SELECT kind, claim, 'DRU' AS claim_table, at,
      format('%s %s ผลรวม DRU.TOTAL %s บาท มากกว่าค่ายาในแฟ้ม CHA (31 และ 41) %s บาท', kind, claim,
        ${baht('drugs')}, ${baht('charged')}) AS message,
      ${atRisk} AS amount,
      jsonb_build_object('drugs', drugs, 'drugCharges', charged, 'difference', drugs - charged) AS details
    FROM (
      SELECT kind, claim, at, coalesce(drugs, 0) AS drugs, coalesce(charged, 0) AS charged
      FROM (SELECT kind, claim, min(at) AS at, sum(total) AS drugs FROM checked_dru GROUP BY kind, claim) AS d
      LEFT JOIN (SELECT kind, claim, sum(amount) AS charged FROM checked_cha WHERE chrgitem IN ${DRUG_ITEMS}
                 GROUP BY kind, claim) AS c USING (kind, claim)
    ) AS dispensed ${claimCharge}
    WHERE round(drugs, 2) > round(charged, 2)`,
};

/** All rules, in the order in which they run. Each gives warnings only. */
export const CHECK_RULES: CheckRule[] = [
  reference({
    code: 'hn_not_in_pat',
    kind: 'HN',
    target: 'PAT',
    sources: ['OPD', 'IPD', 'INS', 'ORF', 'ODX', 'OOP', 'CHT', 'CHA', 'AER', 'ADP', 'DRU', 'LABFU'],
  }),
  reference({
    code: 'seq_not_in_opd',
    kind: 'SEQ',
    target: 'OPD',
    sources: ['ODX', 'OOP', 'ORF', 'CHT', 'CHA', 'DRU', 'ADP', 'AER', 'LABFU'],
  }),
  reference({
    code: 'an_not_in_ipd',
    kind: 'AN',
    target: 'IPD',
    sources: ['IDX', 'IOP', 'IRF', 'LVD', 'CHT', 'CHA', 'DRU', 'ADP', 'AER'],
  }),
  ...principalDiagnosis({ claims: 'OPD', diagnoses: 'ODX', kind: 'SEQ' }),
  ...principalDiagnosis({ claims: 'IPD', diagnoses: 'IDX', kind: 'AN' }),
  CHARGES,
  PAID,
  DRUGS,
  unique('duplicate_patient', 'PAT', 'HN'),
  unique('duplicate_visit', 'OPD', 'SEQ'),
  unique('duplicate_admission', 'IPD', 'AN'),
  bornBefore('OPD', 'dateopd'),
  bornBefore('IPD', 'dateadm'),
];
