import { setImmediate } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { newContentBody, type NewContent } from './content.schemas';
import { type NamedContent } from './contents.service';
import { type RawContent } from './read-import';

/** What is wrong with a row. */
export interface RowError {
  /** Counted from 1, without the header. */
  row: number;
  /** Empty where the whole row is meant. */
  field: string;
  message: string;
}

export interface JudgedContents {
  /** Those without an error, and the rows they came in. */
  good: { row: number; content: NamedContent }[];
  errors: RowError[];
}

export interface Judge {
  /** Whose contents are that do not say it; undefined where each has to. */
  defaultCreator: string | undefined;
  mayActFor(creator: string): boolean;
  /** Those of some ids that are taken. */
  takenIds(ids: string[]): Promise<Set<string>>;
}

/** Rows judged in one turn: some milliseconds. */
const ROWS_AT_ONCE = 200;

/** Judges rows one by one, then against each other and against what is there. */
export async function judgeContents(raw: RawContent[], judge: Judge): Promise<JudgedContents> {
  const judged: JudgedContents = { good: [], errors: [] };
  const firstRowOf = new Map<string, number>();
  for (const [at, one] of raw.entries()) {
    if (at % ROWS_AT_ONCE === 0) await setImmediate();
    const row = at + 1;
    const outcome = judgeRow(one, judge);
    if ('errors' in outcome) judged.errors.push(...outcome.errors.map((error) => ({ row, ...error })));
    else addUnlessRepeated(judged, firstRowOf, row, outcome);
  }
  await refuseTaken(judged, judge);
  judged.errors.sort((one, other) => one.row - other.row);
  return judged;
}

type Fault = Omit<RowError, 'row'>;

function judgeRow(raw: RawContent, { defaultCreator, mayActFor }: Judge): NewContent | { errors: Fault[] } {
  if ('fault' in raw) return { errors: [{ field: '', message: raw.fault }] };
  const { value, error } = newContentBody
    .label('row')
    .validate(withCreator(raw.sent, defaultCreator), { abortEarly: false });
  if (error) {
    return { errors: error.details.map(({ path, message }) => ({ field: path.join('.'), message })) };
  }
  if (mayActFor(value.creator)) return value;
  return { errors: [{ field: 'creator', message: '"creator" must be your own creator address' }] };
}

function withCreator(sent: unknown, creator: string | undefined): unknown {
  if (creator === undefined || typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent;
  return { creator, ...withoutUndefined(sent) };
}

/** An empty cell must not hide the default. */
function withoutUndefined(sent: object): object {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

function addUnlessRepeated(
  { good, errors }: JudgedContents,
  firstRowOf: Map<string, number>,
  row: number,
  content: NewContent,
): void {
  const { contentId = uuidv7() } = content;
  const first = firstRowOf.get(contentId);
  if (first === undefined) {
    firstRowOf.set(contentId, row);
    good.push({ row, content: { ...content, contentId } });
    return;
  }
  errors.push({ row, field: 'contentId', message: `"contentId" is that of row ${first} as well` });
}

async function refuseTaken(judged: JudgedContents, { takenIds }: Judge): Promise<void> {
  const taken = await takenIds(judged.good.map(({ content }) => content.contentId));
  const isTaken = ({ content }: { content: NamedContent }): boolean => taken.has(content.contentId);
  for (const { row } of judged.good.filter(isTaken)) {
    judged.errors.push({ row, field: 'contentId', message: 'There is a content with that id already' });
  }
  judged.good = judged.good.filter((one) => !isTaken(one));
}
