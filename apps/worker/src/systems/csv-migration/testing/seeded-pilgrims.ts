import { seededRandom } from '@sluice/test/fixtures/seeded-random';

/** A file of pilgrims, and what an import of it must give: worked out while it is made, not by judging it. */
export interface SeededPilgrims {
  csv: string;
  rows: number;
  /** Row number → name, of rows that go in. */
  imported: Map<number, string>;
  /** `row_number error_type field_name` of each error, in order. */
  errors: string[];
}

/**
 * Pilgrims of package UMR-1, a tenth of them faulty: names and packages missing, e-mails that are none, unknown
 * packages, rows too short, and the NIK of an earlier row, which counts only where that row goes in itself. In between
 * are blank lines, quotes and line breaks.
 */
export function seededPilgrims(seed: number, rows: number): SeededPilgrims {
  const random = seededRandom(seed);
  const lines = ['nama,email,paket_id,nik,catatan'];
  const imported = new Map<number, string>();
  const errors: string[] = [];
  const taken = new Set<string>();
  const used: string[] = [];
  for (let row = 1; row <= rows; row++) {
    if (random() < 0.01) lines.push(random() < 0.5 ? '' : ' ,, ,,');
    const fault = random() < 0.1 ? Math.floor(random() * 6) : -1;
    const name = `Jamaah ke-${row}`;
    const nik = fault === 5 && used.length > 0 ? used[Math.floor(random() * used.length)]! : nikOf(row);
    const note = random() < 0.1 ? `"dua ""baris""\r\nke-${row}, ya"` : `catatan ${row}`;
    const cells = [name, `jamaah${row}@email.com`, 'UMR-1', nik, note];
    const fail = (type: string, field: string | null): void => void errors.push(`${row} ${type} ${field}`);
    let isGood = false;
    if (fault === 0) {
      cells[0] = '';
      fail('missing_required', 'nama');
    } else if (fault === 1) {
      cells[2] = ' - ';
      fail('missing_required', 'paket_id');
    } else if (fault === 2) {
      cells[1] = `jamaah${row}@`;
      fail('invalid_format', 'email');
    } else if (fault === 3) {
      cells[2] = 'UMR-9';
      fail('constraint_violation', 'paket_id');
    } else if (fault === 4) {
      cells.pop();
      fail('invalid_format', null);
    } else if (taken.has(nik)) {
      fail('duplicate', 'nik');
    } else {
      isGood = true;
    }
    used.push(nik);
    if (isGood) {
      taken.add(nik);
      imported.set(row, name);
    }
    lines.push(cells.join(','));
  }
  return { csv: `${lines.join('\r\n')}\r\n`, rows, imported, errors };
}

function nikOf(row: number): string {
  return `320101150585${String(row % 10_000).padStart(4, '0')}`.replace(
    '3201',
    String(3201 + Math.floor(row / 10_000)),
  );
}
