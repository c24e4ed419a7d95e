import { Checklist } from './sample';

/** One place of `results`, as `specs/content.md` prints it. */
export interface ContentResult {
  contentId: string;
  success: boolean;
  message?: string;
  error?: string;
}

/** `GET /api/batches/:id`, as far as the demo looks at it. */
export interface ContentBatch {
  _id: string;
  status: string;
  totalItems: number;
  successCount: number;
  failureCount: number;
  results: ContentResult[];
}

/** What one operation is to do. */
export interface ExpectedPrices {
  /** Places of the request, in its order; an id may stand in several. */
  contentIds: string[];
  /** Those of them that do not exist. */
  missing: string[];
  /** Micro-STX that each has afterwards. */
  price: number;
  /** Of each success. */
  message: string;
}

/** What the service and the chain say once an operation has ended. */
export interface PriceAnswers {
  batch: ContentBatch;
  /** Price in the database, by content. */
  inDatabase: ReadonlyMap<string, number | string>;
  /** The same on the chain, decimal digits. */
  onChain: ReadonlyMap<string, string | undefined>;
}

/** Compares an operation's results, its database and its chain with what was asked for. @returns what differs, in words */
export function checkPrices(
  expected: ExpectedPrices,
  { batch, inDatabase, onChain }: PriceAnswers,
): string[] {
  const list = new Checklist();
  const { contentIds, missing, price, message } = expected;
  const failures = contentIds.filter((id) => missing.includes(id)).length;
  list.same('status', batch.status, 'completed');
  list.same('successCount', batch.successCount, contentIds.length - failures);
  list.same('failureCount', batch.failureCount, failures);
  list.same('places of results', batch.results.map(({ contentId }) => contentId).join(), contentIds.join());
  for (const { contentId, ...result } of batch.results) {
    const isMissing = missing.includes(contentId);
    list.same(`success of ${contentId}`, result.success, !isMissing);
    if (isMissing) list.same(`error of ${contentId}`, result.error, 'Content not found');
    else list.same(`message of ${contentId}`, result.message, message);
  }
  for (const id of new Set(contentIds.filter((each) => !missing.includes(each)))) {
    list.same(`price of ${id} in the database`, inDatabase.get(id), price);
    list.same(`price of ${id} on the chain`, onChain.get(id), String(price));
  }
  return list.mismatches;
}
