/** "Text Format" in Postgres' documentation of COPY: what stands for NULL. */
export const COPY_NULL = '\\N';

const SPECIAL = /[\\\n\r\t\0]/;
const ALL_SPECIAL = /[\\\n\r\t\0]/g;
const WRITTEN: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  // Postgres stores every character but this one.
  '\0': '\uFFFD',
};

/** A value in COPY's text format. */
export function copyCell(value: string | null): string {
  if (value === null) return COPY_NULL;
  return SPECIAL.test(value) ? value.replace(ALL_SPECIAL, (special) => WRITTEN[special] as string) : value;
}

/** A row in COPY's text format, its line end included. */
export function copyLine(values: readonly (string | null)[]): string {
  return `${values.map(copyCell).join('\t')}\n`;
}
