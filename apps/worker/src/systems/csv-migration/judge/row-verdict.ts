import { type ErrorType, type JamaahReferenceKind } from '@sluice/systems/csv-migration';

/** What is wrong, or merely odd, with one value of a row. */
export interface RowError {
  type: ErrorType;
  /** Column of the import, not of the file. */
  field: string;
  /** In Indonesian. */
  message: string;
  /** In Indonesian. */
  expected: string;
  /** As uploaded, cut when endless; null when there was none. */
  value: string | null;
}

/** A package of the tenant, as far as rows are judged by it. */
export interface PackageReference {
  id: string;
  /** `YYYY-MM-DD` */
  departure: string;
}

/** A column of the target table that a row fills. */
export interface TargetColumn {
  name: string;
  sqlType: string;
  /** Whether its values never hold what COPY's text format must escape: backslash, tab, line break. */
  isPlain: boolean;
}

/** How a row was judged. There is one for all rows of a judge, overwritten by the next. */
export interface RowVerdict {
  /**
   * Values in the order of the judge's `target`, as text that Postgres takes for their types. Of no use when there
   * are errors. A payment's `jamaah_id` is still what was written: see `jamaahKind`.
   */
  readonly columns: (string | null)[];
  /** What no other row of the tenant may have: `dup_key` of migration_checked_keys. Empty when there are errors. */
  readonly keys: string[];
  /** What `jamaah_id` of a payment holds, until somebody has looked it up. */
  jamaahKind: JamaahReferenceKind | null;
  /** In the order of the schema, those between columns last; a row with any stays out. */
  errors: readonly RowError[];
  /** These never keep a row out. */
  warnings: readonly RowError[];
}

/** Characters of a received value that are kept. */
const KEPT = 1000;

/** A value as errors keep it. */
export function received(cell: string | undefined): string | null {
  if (cell === undefined || cell === '') return null;
  return cell.length > KEPT ? `${cell.slice(0, KEPT)}…` : cell;
}
