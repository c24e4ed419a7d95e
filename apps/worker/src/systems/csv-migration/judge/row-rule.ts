import { type PackageReference, type RowVerdict } from './row-verdict';

/** What the rules of an import see. */
export interface RuleSetting {
  /** Position of a column in `verdict.columns`; -1 of one that the file lacks. */
  slotOf(name: string): number;
  packages: ReadonlyMap<string, PackageReference>;
  /** `YYYY-MM-DD` */
  today: string;
  /** Reports an error of the type `constraint_violation`. */
  fail(column: string, message: string): void;
  /** The same as a warning. */
  warn(column: string, message: string): void;
}

/** Looks at a row as a whole, behind its values. Values that are missing, or could not be read, are null. */
export type RowRule = (verdict: RowVerdict) => void;

/** What an import knows beyond its columns. */
export interface RowRules {
  /** Runs on every row. */
  check: RowRule;
  /** Runs on rows without errors: fills the key columns and `verdict.keys`. */
  identify: RowRule;
}

/** The value in a slot, null for a column that the file lacks. */
export function valueAt(verdict: RowVerdict, slot: number): string | null {
  return slot < 0 ? null : (verdict.columns[slot] as string | null);
}

/**
 * Puts the id of a package of the tenant in place of what was written.
 * @returns the package; undefined where there is none, which is an error when something was written
 */
export function resolvePackage(
  verdict: RowVerdict,
  slot: number,
  { packages, fail }: RuleSetting,
): PackageReference | undefined {
  const written = valueAt(verdict, slot);
  if (written === null) return undefined;
  const found = packages.get(written) ?? packages.get(written.toUpperCase());
  if (found) verdict.columns[slot] = found.id;
  else fail('paket_id', `Paket tidak ditemukan: ${written}`);
  return found;
}
