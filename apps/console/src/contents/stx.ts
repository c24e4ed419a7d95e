const MICRO = 1_000_000n;
const DECIMALS = 6;

/** Micro-STX, a number or digits, as STX: 1500000 as `1.5`. */
export function stxOf(microStx: number | string): string {
  const all = BigInt(microStx);
  const rest = String(all % MICRO)
    .padStart(DECIMALS, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(all / MICRO) : `${all / MICRO}.${rest}`;
}

/** Micro-STX of what somebody typed; undefined when that is no amount. */
export function microStxOf(stx: string): string | undefined {
  const [, whole, rest = ''] = /^(\d{1,33})(?:[.,](\d{1,6}))?$/.exec(stx.trim()) ?? [];
  return whole === undefined ? undefined : String(BigInt(whole) * MICRO + BigInt(rest.padEnd(DECIMALS, '0')));
}
