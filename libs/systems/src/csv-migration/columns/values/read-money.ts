import { MONEY_DIGITS } from '../column.notation';
import { CURRENCIES, type Currency, DEFAULT_CURRENCY } from '../currencies';
import { invalid, type ValueFault, violated } from './value-fault';

/** Characters that an amount takes at most, with all that may stand around it. */
const MAX_LENGTH = 60;
const ZERO = 0x30;
const PLAIN = /^\d{1,13}(?:\.\d{1,2})?$/;
/** A sign, what stands for the currency before or behind, and the figure; `,-` is how round rupiahs end. */
const AMOUNT = /^(-?)\s*([^\d\s.,-]*\.?)\s*(-?)\s*(\d[\d.,]*?)(?:[.,]-)?\s*([^\d\s.,-]*)$/u;
/** Thousands in groups, the same sign between all of them. */
const GROUPED = /^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*$/;
/** Groups or plain digits, and one or two decimals behind a sign that is not that of the groups. */
const WITH_DECIMALS = /^(\d+|[1-9]\d{0,2}(?:\.\d{3})+(?=,)|[1-9]\d{0,2}(?:,\d{3})+(?=\.))[.,](\d{1,2})$/;

/** Currency of every way to write it beside an amount. */
const SIGNS = new Map<string, Currency>(
  (Object.keys(CURRENCIES) as Currency[]).flatMap((currency) =>
    [currency, ...CURRENCIES[currency]].map((sign): [string, Currency] => [sign.toLowerCase(), currency]),
  ),
);

/**
 * An amount, stored with a full stop before its decimals: `Rp 1.500.000,00`, `1,500,000.00`, `1500000`. A single sign
 * with three digits behind it divides thousands: `1.500` are 1500 rupiahs. In currencies with small coins only a
 * comma does, and a full stop there is refused, because nobody can say whether it means 1500 or one and a half.
 * The reader's second argument is the currency of the row, empty when that itself cannot be read.
 */
export function readMoney(
  label: string,
  isAboveZero: boolean,
): (text: string, currency: string) => string | ValueFault {
  const isTooSmall = isAboveZero ? 'harus lebih dari 0' : 'tidak boleh kurang dari 0';
  return (text, currency) => {
    const stored = PLAIN.test(text) ? withoutZeros(text) : readWritten(label, isTooSmall, text, currency);
    if (!isAboveZero || typeof stored !== 'string' || Number(stored) > 0) return stored;
    return violated(label, isTooSmall, text);
  };
}

function readWritten(label: string, isTooSmall: string, text: string, currency: string): string | ValueFault {
  const match = text.length > MAX_LENGTH ? null : AMOUNT.exec(text);
  if (!match) return invalid(label, text);
  const [, minus, before, innerMinus, figure, behind] = match as unknown as string[];
  const written = currencyOf(before as string, behind as string);
  const stored = readFigure(figure as string, (currency || written) ?? '');
  const isTwiceMinus = minus !== '' && innerMinus !== '';
  if (written === undefined || stored === undefined || isTwiceMinus) return invalid(label, text);
  if (currency !== '' && written !== '' && written !== currency)
    return violated(label, `tidak sesuai dengan mata uang ${currency}`, text);
  if (minus !== '' || innerMinus !== '') return violated(label, isTooSmall, text);
  const point = stored.indexOf('.');
  if ((point < 0 ? stored.length : point) > MONEY_DIGITS) return violated(label, 'terlalu besar', text);
  return stored;
}

/** The currency named on either side, empty when neither says any, undefined when they say something else. */
function currencyOf(before: string, behind: string): Currency | '' | undefined {
  if (before === '' && behind === '') return '';
  const first = before === '' ? undefined : SIGNS.get(before.toLowerCase());
  const second = behind === '' ? undefined : SIGNS.get(behind.toLowerCase());
  if ((before !== '' && !first) || (behind !== '' && !second)) return undefined;
  return first && second && first !== second ? undefined : (first ?? second);
}

/** The figure as Postgres reads it, undefined when its signs make no number. */
function readFigure(figure: string, currency: string): string | undefined {
  if (/^\d+$/.test(figure)) return withoutZeros(figure);
  const decimals = WITH_DECIMALS.exec(figure);
  if (decimals) return withoutZeros(`${(decimals[1] as string).replace(/[.,]/g, '')}.${decimals[2]}`);
  const grouped = GROUPED.exec(figure);
  if (!grouped) return undefined;
  const isPlainGroup = figure.indexOf('.') === figure.lastIndexOf('.') && grouped[1] === '.';
  if (isPlainGroup && currency !== '' && currency !== DEFAULT_CURRENCY) return undefined;
  return figure.replace(/[.,]/g, '');
}

function withoutZeros(figure: string): string {
  return figure.charCodeAt(0) === ZERO ? figure.replace(/^0+(?=\d)/, '') : figure;
}
