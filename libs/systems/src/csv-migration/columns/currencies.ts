import { type Choices } from './column.notation';

/** Currencies of prices and payments; what people write for them is also what may stand beside an amount. */
export const CURRENCIES = {
  IDR: ['Rp', 'Rp.', 'Rupiah', 'Indonesian Rupiah'],
  USD: ['US$', '$', 'Dollar', 'Dolar', 'US Dollar', 'Dolar AS'],
  SAR: ['SR', 'Riyal', 'Real', 'Saudi Riyal', 'Riyal Saudi'],
} as const satisfies Choices;

export type Currency = keyof typeof CURRENCIES;

/** Where neither the row nor the amount says anything. */
export const DEFAULT_CURRENCY: Currency = 'IDR';
