/** What is wrong with a value. The column it is about is told beside it, the value is added by who stores it. */
export interface Problem {
  /** Stable snake_case word, see docs/revenue-rules.md. */
  code: ProblemCode;
  /** For people, in Thai. */
  message: string;
  /** A warning does not make its row invalid. */
  isWarning: boolean;
}

/** Takes a problem of a row down. `columnIndex` counts the file's columns from 0. */
export type ReportProblem = (columnIndex: number, code: string, message: string, isWarning: boolean) => void;

/** Codes of row rules that compare columns; those of single values are in {@link ProblemCode} too. */
export const PROBLEM_CODES = [
  'required',
  'too_long',
  'not_a_number',
  'negative_amount',
  'too_many_decimals',
  'bad_date',
  'future_date',
  'buddhist_year',
  'bad_time',
  'bad_code',
  'unlisted_code',
  'bad_icd10',
  'bad_icd9',
  'bad_hcode',
  'bad_clinic',
  'unknown_clinic',
  'bad_citizen_id',
  'seq_or_an_required',
  'paid_over_total',
  'discharge_before_admission',
  'end_before_start',
  'bad_file_month',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Makes a value's problem. */
export function problem(code: ProblemCode, message: string, isWarning = false): Problem {
  return { code, message, isWarning };
}
