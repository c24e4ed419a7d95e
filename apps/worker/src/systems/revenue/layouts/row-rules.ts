import { type RowCursor } from '@sluice/formats/rows';
import { readDate, readTime } from './claim-date';
import { isCitizenId } from './citizen-id';
import { codeSet } from './code-set';
import { badCitizenId } from './judge-value';
import { type RowRule } from './layout.notation';
import { type Problem, problem, type ProblemCode, type ReportProblem } from './problems';
import { readAmount } from './read-amount';

/** Judges a part of a row. */
export type RowCheck = (row: RowCursor, report: ReportProblem) => void;

/** Where a layout's column is in the file; undefined when it is not. */
export type FindColumn = (name: string) => number | undefined;

/** Prepares a rule; undefined when the file lacks a column that it needs. */
export function compileRule(rule: RowRule, find: FindColumn): RowCheck | undefined {
  switch (rule.kind) {
    case 'oneOf':
      return compileOneOf(rule.columns, find);
    case 'notOver':
      return compileNotOver(rule, find);
    case 'inOrder':
      return compileInOrder(rule, find);
    case 'neededWhen':
      return compileNeededWhen(rule, find);
    case 'citizenIdWhen':
      return compileCitizenIdWhen(rule, find);
  }
}

/** Columns that a rule looks at. */
export function columnsOf(rule: RowRule): string[] {
  switch (rule.kind) {
    case 'oneOf':
      return rule.columns;
    case 'notOver':
      return [rule.column, rule.limit];
    case 'inOrder':
      return [...rule.from, ...rule.to];
    case 'neededWhen':
    case 'citizenIdWhen':
      return [rule.column, rule.other];
  }
}

type Rule<Kind> = RowRule & { kind: Kind };

/** One column of the two is enough for the rule: blank, it lacks a value. */
function compileOneOf([first, second]: [string, string], find: FindColumn): RowCheck | undefined {
  const [a, b] = [find(first), find(second)];
  const place = a ?? b;
  if (place === undefined) return undefined;
  const other = b ?? place;
  const missing = problem('seq_or_an_required', `ต้องมี ${first} (ผู้ป่วยนอก) หรือ ${second} (ผู้ป่วยใน)`);
  return (row, report) => {
    if (isBlank(row, place) && isBlank(row, other)) tell(report, place, missing);
  };
}

function compileNotOver({ column, limit, code }: Rule<'notOver'>, find: FindColumn): RowCheck | undefined {
  const [place, limitPlace] = [find(column), find(limit)];
  if (place === undefined || limitPlace === undefined) return undefined;
  const over = problem(code as ProblemCode, `${column} ต้องไม่มากกว่า ${limit}`);
  return (row, report) => {
    const most = amountAt(row, limitPlace);
    // NaN, of a value that is no number, is not over anything.
    if (most >= 0 && amountAt(row, place) > most) tell(report, place, over);
  };
}

function compileInOrder(
  { from, to, code, isWarning }: Rule<'inOrder'>,
  find: FindColumn,
): RowCheck | undefined {
  const [fromDate, toDate] = [find(from[0]), find(to[0])];
  if (fromDate === undefined || toDate === undefined) return undefined;
  const [fromTime, toTime] = [find(from[1]), find(to[1])];
  const message = `${to[0]} และ ${to[1]} ต้องไม่อยู่ก่อน ${from[0]} และ ${from[1]}`;
  const wrong = problem(code as ProblemCode, message, isWarning);
  return (row, report) => {
    const [begin, end] = [dateAt(row, fromDate), dateAt(row, toDate)];
    if (begin === 0 || end === 0 || end > begin) return;
    if (end < begin || isEarlier(row, toTime, fromTime)) tell(report, toDate, wrong);
  };
}

/** False where one of the times is not known. */
function isEarlier(row: RowCursor, place: number | undefined, than: number | undefined): boolean {
  if (place === undefined || than === undefined) return false;
  const [time, thanTime] = [timeAt(row, place), timeAt(row, than)];
  return time >= 0 && time < thanTime;
}

function compileNeededWhen(
  { column, other, values }: Rule<'neededWhen'>,
  find: FindColumn,
): RowCheck | undefined {
  const [place, otherPlace] = [find(column), find(other)];
  if (place === undefined || otherPlace === undefined) return undefined;
  const isNeeded = codeSet(values);
  const missing = problem('required', `ต้องมี ${column} เมื่อ ${other} เป็น ${values[0]}`);
  return (row, report) => {
    if (isBlank(row, place) && isNeeded(row.bytes, startOf(row, otherPlace), endOf(row, otherPlace))) {
      tell(report, place, missing);
    }
  };
}

function compileCitizenIdWhen(
  { column, other, value }: Rule<'citizenIdWhen'>,
  find: FindColumn,
): RowCheck | undefined {
  const [place, otherPlace] = [find(column), find(other)];
  if (place === undefined || otherPlace === undefined) return undefined;
  const isThai = codeSet([value]);
  const wrong = badCitizenId(column, false);
  return (row, report) => {
    if (isBlank(row, place)) return;
    if (!isThai(row.bytes, startOf(row, otherPlace), endOf(row, otherPlace))) return;
    if (!isCitizenId(row.bytes, startOf(row, place), endOf(row, place))) tell(report, place, wrong);
  };
}

function tell(report: ReportProblem, place: number, { code, message, isWarning }: Problem): void {
  report(place, code, message, isWarning);
}

function startOf(row: RowCursor, place: number): number {
  return row.starts[place] as number;
}

function endOf(row: RowCursor, place: number): number {
  return row.ends[place] as number;
}

function isBlank(row: RowCursor, place: number): boolean {
  return row.starts[place] === row.ends[place];
}

function amountAt(row: RowCursor, place: number): number {
  return readAmount(row.bytes, startOf(row, place), endOf(row, place));
}

function dateAt(row: RowCursor, place: number): number {
  return readDate(row.bytes, startOf(row, place), endOf(row, place));
}

function timeAt(row: RowCursor, place: number): number {
  return readTime(row.bytes, startOf(row, place), endOf(row, place));
}
