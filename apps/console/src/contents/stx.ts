const MICRO = 1_000_000n;
const DECIMALS = 6;
/** The chain's integers end here. */
const MAX_MICRO_STX = 2n ** 128n - 1n;

/** Micro-STX, a number or digits, as STX: 1500000 as `1.5`. */
export function stxOf(microStx: number | string): string {
  const all = BigInt(microStx);
  const rest = String(all % MICRO)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(all / MICRO) : `${all / MICRO}.${rest}`;
}

/** The highest price there is, in STX. */
export const MAX_STX = stxOf(String(MAX_MICRO_STX));

/** Micro-STX of what somebody typed, or why that is no price: a word of the texts. */
export function microStxOf(stx: string): { microStx: string } | { fault: 'priceWrong' | 'priceTooHigh' } {
  const [, whole, rest = ''] = /^(\d{1,100})(?:[.,](\d{1,6}))?$/.exec(stx.trim()) ?? [];
  if (whole === undefined) return { fault: 'priceWrong' };
  const microStx = BigInt(whole) * MICRO + BigInt(rest.padEnd(DECIMALS, '0'));
  return microStx > MAX_MICRO_STX ? { fault: 'priceTooHigh' } : { microStx: String(microStx) };
}
