import { type Database } from '@sluice/kernel/db';
import { type ContentBatch, type ContentBatchStatus, type OperationType } from '@sluice/systems/content';
import { type EntityManager } from 'typeorm';
import {
  ENGLISH,
  html,
  type HtmlValue,
  longTable,
  MAX_TABLE_ROWS,
  outcomes,
  type Report,
  type Section,
  shortened,
  timesOf,
  type Tone,
} from '../../report';
import { findBatch } from './content.access';
import { type Place, placesOf } from './content.places';
import { grouped, pricesSection } from './report-prices';

const { words, formats } = ENGLISH;

const STATE_TONES: Record<ContentBatchStatus, Tone> = {
  pending: 'open',
  processing: 'open',
  completed: 'good',
  failed: 'bad',
};

const OPERATIONS: Record<OperationType, string> = {
  'update-price': 'Price update',
  remove: 'Removal',
  'update-metadata': 'Metadata update',
  revert: 'Revert',
};

/** What became of an operation, for everyone, as the batch itself is. @throws AppError 404 */
export function contentReport(db: Database, id: string): Promise<Report> {
  // In one snapshot: figures, charts and tables tell of the same moment.
  return db.transaction('REPEATABLE READ', async (sql) => {
    const batch = await findBatch(sql, id);
    return {
      ...headOf(batch),
      sections: [
        outcomeSection(batch),
        ...(await pricesSection(sql, batch)),
        ...(await itemSections(sql, batch)),
      ],
    };
  });
}

function headOf(batch: ContentBatch): Omit<Report, 'sections'> {
  const { number, share } = formats;
  const { totalItems, successCount, failureCount, status, operationType } = batch;
  return {
    locale: ENGLISH,
    system: 'Content operations',
    title: `${OPERATIONS[operationType]} of ${number(totalItems)} contents`,
    state: { name: status, tone: status === 'completed' && failureCount > 0 ? 'warn' : STATE_TONES[status] },
    notice: batch.errorMessage,
    facts: [
      [words.batch, html`<code>${batch.id}</code>`],
      ['Creator', shortened(batch.creator)],
      ...timesOf({ ...batch, startedAt: batch.createdAt }, ENGLISH),
      ...parametersOf(batch),
    ],
    figures: [
      { name: 'Contents', value: number(totalItems) },
      { name: 'Succeeded', value: number(successCount), tone: 'good' },
      { name: 'Failed', value: number(failureCount), ...(failureCount > 0 && { tone: 'bad' }) },
      { name: 'Done', value: share(successCount + failureCount, totalItems) },
    ],
  };
}

function parametersOf({ parameters, revertsId }: ContentBatch): [string, HtmlValue][] {
  const { newPrice, removalReason, updates } = parameters;
  const given: [string, HtmlValue][] = [
    ['New price', newPrice === undefined ? undefined : `${grouped(newPrice)} micro-STX`],
    ['Reason', removalReason && shortened(removalReason)],
    ['Fields', updates && Object.keys(updates).join(', ')],
    ['Puts back', revertsId && html`<code>${revertsId}</code>`],
  ];
  return given.filter(([, value]) => Boolean(value));
}

function outcomeSection({ totalItems, successCount, failureCount }: ContentBatch): Section {
  const open = totalItems - successCount - failureCount;
  const names = {
    title: 'Contents by outcome',
    description: `Of ${totalItems} contents ${successCount} succeeded, ${failureCount} failed, ${open} are open.`,
  };
  const body = outcomes(
    names,
    [
      { name: 'Succeeded', value: successCount, tone: 'good' },
      { name: 'Failed', value: failureCount, tone: 'bad' },
      { name: 'Open', value: open, tone: 'open' },
    ],
    ENGLISH,
  );
  return { heading: names.title, body };
}

async function itemSections(sql: EntityManager, { id }: ContentBatch): Promise<Section[]> {
  const ended = await placesOf(sql, [id], 'ended');
  const failed = ended.filter(({ status }) => status === 'failed');
  const succeeded = ended.filter(({ status }) => status === 'succeeded');
  const list = (places: Place[], caption: string, heads: string[], cells: (place: Place) => HtmlValue[]) =>
    longTable(
      {
        caption,
        columns: [
          { name: 'Place', kind: 'number' },
          ...heads.map((name) => ({ name, kind: 'value' as const })),
        ],
        rows: places
          .slice(0, MAX_TABLE_ROWS)
          .map((place) => [place.position, shortened(place.contentId), ...cells(place)]),
        total: places.length,
        exportPath: `/api/batches/${id}`,
      },
      ENGLISH,
    );
  const why = ({ error, reason }: Place): string[] => [shortened(error ?? '–'), shortened(reason ?? '–')];
  const how = ({ message, txid }: Place): HtmlValue[] => [
    shortened(message ?? '–'),
    txid ? html`<code>${txid}</code>` : '–',
  ];
  return [
    {
      heading: 'Failed contents',
      body: list(
        failed,
        'Contents that were left as they were, and why',
        ['Content', 'Error', 'Reason'],
        why,
      ),
    },
    {
      heading: 'Changed contents',
      body: list(succeeded, 'Contents that were changed', ['Content', 'Message', 'Chain call'], how),
    },
  ];
}
