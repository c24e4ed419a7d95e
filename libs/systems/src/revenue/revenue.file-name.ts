/** The claim files of the month's set, in the order of the NHSO's list. */
export const CLAIM_TABLES = [
  'INS', 'PAT', 'OPD', 'ORF', 'ODX', 'OOP', 'IPD', 'IRF', 'IDX', 'IOP', 'CHT', 'CHA', 'AER', 'ADP', 'LVD', 'DRU',
  'LABFU',
] as const; // prettier-ignore
export type ClaimTable = (typeof CLAIM_TABLES)[number];

const CLAIM_NAME = new RegExp(`^(${CLAIM_TABLES.join('|')})(\\d{2})?(\\d{2})?[^/]*\\.(DBF|TXT|CSV)$`, 'i');

/** What a file's name says of it. */
export interface NameParts {
  /** Without folders. */
  filename: string;
  /** Extension in capitals, `` when there is none. */
  extension: string;
  /** Without folders, dot and extension; memo files are matched to their table by it. */
  stem: string;
  /** Undefined for a file of another name. */
  claimTable: ClaimTable | undefined;
  /** Two digits of the year and of the month in the name, `6805` of `PAT6805.DBF`. */
  period: { year: number; month: number } | undefined;
}

/**
 * Takes a name apart. Years from 50 on are Buddhist (2568 is 2025), the others of the common era:
 * `domain/thai-claim-files.md`.
 */
export function partsOfName(name: string): NameParts {
  const filename = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const dot = filename.lastIndexOf('.');
  const stem = dot > 0 ? filename.slice(0, dot) : filename;
  const extension = dot > 0 ? filename.slice(dot + 1).toUpperCase() : '';
  const [, table, yy, mm] = CLAIM_NAME.exec(filename) ?? [];
  const claimTable = CLAIM_TABLES.find((known) => known === table?.toUpperCase());
  const period = yy && mm ? { year: yearOf(Number(yy)), month: Number(mm) } : undefined;
  return { filename, extension, stem, claimTable, period };
}

function yearOf(twoDigits: number): number {
  return twoDigits >= 50 ? 2500 + twoDigits - 543 : 2000 + twoDigits;
}
