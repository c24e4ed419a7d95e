/** Different keys that the records of an upload may have. */
export const MAX_FIELDS = 10_000;

/**
 * The name of a field as it is stored and listed. A key of JSON may hold what Postgres has no text for, NUL and lone
 * surrogates; U+FFFD stands for it. In the record itself the key stays as it was sent.
 */
export function fieldNameOf(key: string): string {
  return key.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
}
