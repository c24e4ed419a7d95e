/**
 * Reads records of a CSV by RFC 4180; blank lines are left out, and what comes behind `most` records.
 * @param isWhole whether the text ends where the file does: else its last record may be a piece, and is left out
 */
export function parseCsv(text: string, delimiter: string, most = Infinity, isWhole = true): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRecord = (): void => {
    record.push(cell);
    cell = '';
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  for (let at = 0; at < text.length && records.length < most; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text.charAt(++at);
      else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === delimiter) {
      record.push(cell);
      cell = '';
    } else if (character === '\n' || (character === '\r' && text[at + 1] !== '\n')) endRecord();
    else if (character !== '\r') cell += character;
  }
  if (isWhole && records.length < most && (cell !== '' || record.length > 0)) endRecord();
  return records;
}

/** Records as a CSV. */
export function formatCsv(records: readonly (readonly string[])[]): string {
  return records.map((cells) => `${cells.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
