import {
  cellReaderOf,
  type ColumnMapping,
  columnsOf,
  DEFAULT_CURRENCY,
  type ErrorType,
  type ImportType,
  type MigrationColumn,
  type ReadCell,
} from '@sluice/systems/csv-migration';
import { jamaahRules } from './jamaah-rules';
import { packageRules } from './package-rules';
import { paymentRules } from './payment-rules';
import { type RowRules, type RuleSetting } from './row-rule';
import {
  type PackageReference,
  received,
  type RowError,
  type RowVerdict,
  type TargetColumn,
} from './row-verdict';

export interface RowJudgeOptions {
  importType: ImportType;
  /** Column of the file → column of the import. */
  mapping: ColumnMapping;
  /** Of the file, in its order. */
  header: readonly string[];
  /** Packages of the tenant by uuid in lower case and by `kode_paket`; looked at while rows are judged. */
  packages: ReadonlyMap<string, PackageReference>;
  /** `YYYY-MM-DD` where the agency is. */
  today: string;
}

/** Judges rows of one file. */
export interface RowJudge {
  /** What `verdict.columns` fill. Columns that the file lacks are left to the table's defaults. */
  readonly target: readonly TargetColumn[];
  /** Cells of a row that are looked at, by position in the header; others need not be made. */
  readonly cells: readonly number[];
  /** @param values cells in the order of the header */
  judge(values: readonly string[]): RowVerdict;
}

/** Columns that rules fill beside those of the import. */
const KEY_COLUMNS: Readonly<Record<ImportType, readonly string[]>> = {
  jamaah: ['dup_key'],
  payment: ['kwitansi_key', 'referensi_key'],
  package: [],
};

const RULES: Readonly<Record<ImportType, (setting: RuleSetting) => RowRules>> = {
  jamaah: jamaahRules,
  payment: paymentRules,
  package: packageRules,
};

/** A copy: whatever comes from another package's index costs a call each time. */
const USUAL_CURRENCY: string = DEFAULT_CURRENCY;

const NONE: readonly RowError[] = Object.freeze([]);

/** Prepares the judgement of a file's rows from the table of its columns. */
export function createRowJudge(options: RowJudgeOptions): RowJudge {
  return new CompiledJudge(options);
}

/** A column of the import and where the file has it. */
interface Slot {
  column: MigrationColumn;
  /** Position in the header; -1 of a required column that the file lacks. */
  cell: number;
  read: ReadCell;
  /** What an empty cell is stored as. */
  byDefault: string | null;
}

class CompiledJudge implements RowJudge {
  readonly target: readonly TargetColumn[];
  readonly cells: readonly number[];

  private readonly slots: readonly Slot[];
  /** That of `mata_uang`, where the file has it. */
  private readonly currencySlot: Slot | undefined;
  private readonly rules: RowRules;
  private readonly verdict: RowVerdict;
  private values: readonly string[] = [];

  constructor(options: RowJudgeOptions) {
    this.slots = slotsOf(options);
    this.target = targetOf(options.importType, this.slots);
    this.cells = this.slots.map((slot) => slot.cell).filter((cell) => cell >= 0);
    this.currencySlot = this.slots.find((slot) => slot.column.name === 'mata_uang');
    this.verdict = {
      columns: this.target.map(() => null),
      keys: [],
      jamaahKind: null,
      errors: NONE,
      warnings: NONE,
    };
    this.rules = RULES[options.importType]({
      slotOf: (name) => this.target.findIndex((column) => column.name === name),
      packages: options.packages,
      today: options.today,
      fail: (column, message) => this.fail(this.slotNamed(column), 'constraint_violation', message),
      warn: (column, message) => this.warn(this.slotNamed(column), message),
    });
  }

  judge(values: readonly string[]): RowVerdict {
    const { verdict, slots } = this;
    this.values = values;
    if (verdict.keys.length > 0) verdict.keys.length = 0;
    verdict.jamaahKind = null;
    verdict.errors = NONE;
    verdict.warnings = NONE;
    const currency = this.currencySlot ? this.currencyOf(this.currencySlot, values) : USUAL_CURRENCY;
    for (let at = 0; at < slots.length; at++)
      verdict.columns[at] = this.readSlot(slots[at] as Slot, values, currency);
    this.rules.check(verdict);
    if (verdict.errors === NONE) this.rules.identify(verdict);
    return verdict;
  }

  private readSlot(slot: Slot, values: readonly string[], currency: string): string | null {
    const stored = slot.read(values[slot.cell] ?? '', currency);
    if (typeof stored === 'string') return stored;
    if (stored !== null) {
      this.fail(slot, stored.type, stored.message);
      return null;
    }
    if (slot.column.isRequired)
      this.fail(slot, 'missing_required', `Field '${slot.column.name}' wajib diisi`);
    return slot.byDefault;
  }

  /** Amounts are read by the currency of their row. */
  private currencyOf(slot: Slot, values: readonly string[]): string {
    const stored = slot.read(values[slot.cell] ?? '', '');
    if (stored === null) return USUAL_CURRENCY;
    return typeof stored === 'string' ? stored : '';
  }

  private slotNamed(name: string): Slot {
    return this.slots.find((slot) => slot.column.name === name) as Slot;
  }

  private fail(slot: Slot, type: ErrorType, message: string): void {
    this.verdict.errors = [...this.verdict.errors, this.errorOf(slot, type, message)];
  }

  private warn(slot: Slot, message: string): void {
    this.verdict.warnings = [...this.verdict.warnings, this.errorOf(slot, 'constraint_violation', message)];
  }

  private errorOf({ column, cell }: Slot, type: ErrorType, message: string): RowError {
    const { name, expected } = column;
    return { type, field: name, message, expected, value: received(this.values[cell]) };
  }
}

/** Columns that the file has, and required ones that it lacks: these fail row by row. */
function slotsOf({ importType, mapping, header, today }: RowJudgeOptions): Slot[] {
  return columnsOf(importType).flatMap((column) => {
    const cell = header.findIndex((name) => Object.hasOwn(mapping, name) && mapping[name] === column.name);
    return cell < 0 && !column.isRequired
      ? []
      : [{ column, cell, read: cellReaderOf(column, { today }), byDefault: defaultOf(column) }];
  });
}

function targetOf(importType: ImportType, slots: readonly Slot[]): TargetColumn[] {
  return [
    ...slots.map(({ column: { name, sqlType, type } }) => ({ name, sqlType, isPlain: type.kind !== 'text' })),
    ...KEY_COLUMNS[importType].map((name) => ({ name, sqlType: 'text', isPlain: false })),
  ];
}

function defaultOf({ type }: MigrationColumn): string | null {
  return type.kind === 'choice' ? type.byDefault : null;
}
