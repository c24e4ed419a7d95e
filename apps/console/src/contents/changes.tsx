import { Text } from '@mantine/core';
import { type Translate } from '../app/languages';
import { useChangeTexts } from './change-texts';
import { stxOf } from './stx';

const FIELDS = [
  'price',
  'title',
  'description',
  'contentType',
  'tokenGating',
  'refundable',
  'refundWindowDays',
  'isRemoved',
  'removalReason',
] as const;

/** So much of a long value is shown; the rest is in its title. */
const MAX_SHOWN = 120;

/** Fields of a content, by their names in the API. */
export type Values = { readonly [field: string]: unknown };

/** Each field that changes, as `Price: 1 → 2.5 STX`. */
export function Changes({ before, after }: { before: Values; after: Values }) {
  const t = useChangeTexts();
  const changed = FIELDS.filter((field) => field in after && !isSame(before[field], after[field]));
  if (changed.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('same')}
      </Text>
    );
  }
  return changed.map((field) => {
    const [from, to] = [before, after].map((values) => textOf(field, values[field], t)) as [string, string];
    return (
      <Text key={field} size="sm" className="numbers" title={`${from} → ${to}`}>
        {t(field)}: {shortened(from)} → <b>{shortened(to)}</b>
        {field === 'price' && ' STX'}
      </Text>
    );
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function textOf(field: string, value: unknown, t: Translate<'yes' | 'no' | 'nothing'>): string {
  if (value === null || value === undefined || value === '') return t('nothing');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number' || typeof value === 'string') {
    return field === 'price' ? stxOf(value) : String(value);
  }
  return JSON.stringify(value);
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length > MAX_SHOWN ? `${characters.slice(0, MAX_SHOWN).join('')}…` : text;
}
