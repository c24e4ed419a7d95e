import { type RowCursor } from '@sluice/formats/rows';
import { type FileColumn } from '@sluice/systems/revenue';
import { thaiDay } from './claim-date';
import { judgeOf, type JudgeOptions, type JudgeValue } from './judge-value';
import { type ClaimLayout, type LayoutColumn } from './layout.notation';
import { type Problem, problem, type ReportProblem } from './problems';
import { columnsOf, compileRule, type RowCheck } from './row-rules';

/** Reports what is wrong with a live row that has a field for each of the file's columns. */
export type RowJudge = (row: RowCursor, report: ReportProblem) => void;

/** A layout on the columns of one file. */
export interface BoundLayout {
  /** Columns that must be there and are not, by the layout's name for them. */
  missing: string[];
  judge: RowJudge;
  /** Index in the file of each of the layout's columns that is there, by the layout's name for it. */
  positions: ReadonlyMap<string, number>;
  /** Indexes of columns that hold days: `YYYYMMDD` even where the file says text. */
  dates: ReadonlySet<number>;
  /** Indexes of columns whose form is judged, so that an unreadable value has its problem already. */
  judged: ReadonlySet<number>;
}

export interface BindOptions {
  /** Days after this one, in Thailand, are in the future. */
  today: Date;
  /** The charset's name, as in `Charset.name`. Widths count characters. */
  charset: string;
}

/** DBF types whose bytes are the text of the value; others hold binary numbers or point into a memo file. */
const TEXT_TYPES = 'CNFDLV';

/** Puts a layout on the columns that a file has; names match in any case and under any alias. */
export function bindLayout(
  layout: ClaimLayout,
  columns: FileColumn[],
  { today, charset }: BindOptions,
): BoundLayout {
  const positions = positionsIn(layout, columns);
  const options = { today: thaiDay(today), isUtf8: charset === 'utf-8' };
  const checks: ColumnCheck[] = [];
  const judged = new Set<number>();
  const dates = new Set<number>();
  for (const column of layout.columns) {
    const index = positions.get(column.name);
    const file = index === undefined ? undefined : columns[index];
    if (index === undefined || !file) continue;
    const isText = isWrittenAsText(file);
    const { kind } = column.type;
    if (isText && kind === 'date') dates.add(index);
    if (isText && (kind === 'date' || kind === 'number')) judged.add(index);
    const check = columnCheck(column, index, { ...options, isText, fileWidth: file.width });
    if (check) checks.push(check);
  }
  const judge = judgeBy(checks, ruleChecks(layout, columns, positions));
  return { missing: missingIn(layout, positions), judge, positions, dates, judged };
}

/** Where the layout's columns are in a file, by the layout's names; of two columns of one name the first counts. */
export function positionsIn(layout: ClaimLayout, columns: Pick<FileColumn, 'name'>[]): Map<string, number> {
  const indexes = new Map<string, number>();
  columns.forEach(({ name }, index) => {
    const known = name.trim().toUpperCase();
    if (!indexes.has(known)) indexes.set(known, index);
  });
  const positions = new Map<string, number>();
  for (const { name, aliases } of layout.columns) {
    const found = [name, ...aliases].find((alias) => indexes.has(alias));
    if (found !== undefined) positions.set(name, indexes.get(found) as number);
  }
  return positions;
}

/** Rules compare text: those of a column with binary values are left out. */
function ruleChecks(
  { rules }: ClaimLayout,
  columns: FileColumn[],
  positions: Map<string, number>,
): RowCheck[] {
  const isBinary = (name: string): boolean => {
    const file = columns[positions.get(name) ?? -1];
    return file !== undefined && !isWrittenAsText(file);
  };
  return rules
    .filter((rule) => !columnsOf(rule).some(isBinary))
    .map((rule) => compileRule(rule, (name) => positions.get(name)))
    .filter((check) => check !== undefined);
}

function missingIn({ columns }: ClaimLayout, positions: Map<string, number>): string[] {
  return columns
    .filter(({ need }) => need === 'key' || need === 'required' || need === 'column')
    .filter(({ name }) => !positions.has(name))
    .map(({ name }) => name);
}

function isWrittenAsText({ type }: FileColumn): boolean {
  return TEXT_TYPES.includes(type);
}

/** What a column's values are judged by. */
interface ColumnCheck {
  index: number;
  /** Of a blank value. */
  blank: Problem | undefined;
  /** Of others. */
  judge: JudgeValue;
}

interface ColumnOptions extends JudgeOptions {
  /** See {@link TEXT_TYPES}. */
  isText: boolean;
}

function columnCheck(column: LayoutColumn, index: number, options: ColumnOptions): ColumnCheck | undefined {
  const { name, need } = column;
  const isNeeded = need === 'key' || need === 'required' || need === 'present';
  const blank = isNeeded ? problem('required', `ต้องมี ${name}`) : undefined;
  const judge = options.isText ? judgeOf(column, options) : undefined;
  return blank || judge ? { index, blank, judge: judge ?? anyValue } : undefined;
}

function anyValue(): undefined {
  return undefined;
}

/** One loop over plain objects, in which a sound row makes nothing: this runs for every one of a million rows. */
function judgeBy(columns: ColumnCheck[], rules: RowCheck[]): RowJudge {
  return (row, report) => {
    const { bytes, starts, ends } = row;
    for (const { index, blank, judge } of columns) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      const found = start === end ? blank : judge(bytes, start, end);
      if (found) report(index, found.code, found.message, found.isWarning);
    }
    for (const rule of rules) rule(row, report);
  };
}
