import { type Charset } from '@sluice/formats/charset';
import { CLAIM_TABLES, type FileColumn, partsOfName, type RevenueFile } from '@sluice/systems/revenue';
import { bindLayout, type BoundLayout, layoutOf, monthWarning, type Problem, type RowJudge } from './layouts';
import { missingFields } from './table';

/** What a file's layout says of its columns; nothing for a file of an unknown name. */
export interface BoundTable extends Pick<BoundLayout, 'dates' | 'judged'> {
  judge: RowJudge | undefined;
  warnings: Problem[];
}

/** Puts the layout of a claim file on its columns. TableRefusal naming the required ones that are not there. */
export function bindTable(file: RevenueFile, columns: FileColumn[], charset: Charset): BoundTable {
  const claimTable = CLAIM_TABLES.find((table) => table === file.claimTable);
  if (claimTable === undefined)
    return { dates: new Set(), judged: new Set(), judge: undefined, warnings: [] };
  const bound = bindLayout(layoutOf(claimTable), columns, { today: new Date(), charset: charset.name });
  if (bound.missing.length > 0) throw missingFields(bound.missing);
  const warning = monthWarning(partsOfName(file.filename));
  return { ...bound, warnings: warning ? [warning] : [] };
}
