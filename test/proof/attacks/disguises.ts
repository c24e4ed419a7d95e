import { eventually } from '@sluice/kernel/testing';
import sharp from 'sharp';
import { makeZip } from '../../fixtures/zips';
import { type Answer, type Arena, type Attack, type AttackPart, type Person, succeeded } from './attack';
import { expectAnswer, type Sender } from './sender';
import { makeUpload } from './things';

/** Files that are not what their names say, under names that are no names. */
export const disguisesPart: AttackPart = {
  name: 'upload disguises',
  atOnce: 2,
  attacks: () => [
    ...PAGES.flatMap((page) => [
      servedBack(page, 'revenue', revenueFile),
      servedBack(page, 'migration', migrationFile),
      servedBack(page, 'audience', audienceFile),
    ]),
    ...PAGES.map(asImage),
    ...NAMES.map(namedBack),
    ...NAMES.map(namedSheet),
    polyglot(),
    ...NAMES.map(namedUpload),
  ],
};

interface Page {
  name: string;
  filename: string;
  type: string;
  text: string;
}

const PAGES: Page[] = [
  { name: 'HTML', filename: 'x.html', type: 'text/html', text: '<script>alert(1)</script>' },
  { name: 'HTML as CSV', filename: 'x.csv', type: 'text/csv', text: '<html><script>alert(1)</script>\n1\n' },
  {
    name: 'SVG as an image',
    filename: 'x.png',
    type: 'image/svg+xml',
    text: '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
  },
  { name: 'a script as text', filename: 'x.js.txt', type: 'text/javascript', text: 'alert(document.domain)' },
  {
    name: 'XML with an entity',
    filename: 'x.csv.xml',
    type: 'text/xml',
    text: '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  },
];

const NAMES = [
  '../../../../etc/passwd.csv',
  '..\\..\\windows\\win.ini.csv',
  '/etc/cron.d/evil.csv',
  'C:\\evil.csv',
  'CON.csv',
  'aux.png.csv',
  'a.csv\u0000.html',
  'a"; filename="evil.html.csv',
  'a\r\nSet-Cookie: evil=1\r\n\r\n<script>.csv',
  'invoice\u202evsc.exe.csv',
  '\u2066\u2067\u200f.csv',
  `${'x'.repeat(5_000)}.csv`,
  `${'ไฟล์'.repeat(300)}.csv`,
  '.htaccess.csv',
  '-rf.csv',
  "'; DROP TABLE files; --.csv",
  '$(touch evil).csv',
  '%2e%2e%2fevil.csv',
  'a.csv;.html',
  '<img src=x onerror=alert(1)>.csv',
];

/** Where a file went and where its bytes come back; undefined when it was refused. */
type Sending = (arena: Arena, page: Page) => Promise<{ as: Person; path: string } | undefined>;

/** A form with the file, its name as it is. */
function formOf(
  field: string,
  { filename, type, text }: Page,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append(field, new Blob([text], { type }), filename);
  return form;
}

const revenueFile: Sending = async ({ send, home: { user: as } }, page) => {
  const sent = { as, form: formOf('files', page), headers: { Prefer: 'wait=20' } };
  const { json, status } = await send('POST', '/api/revenue/upload/batch', sent);
  refuseFailure(status);
  const id = (json as { data?: { results?: { fileId?: string }[] } }).data?.results?.[0]?.fileId;
  return id === undefined ? undefined : { as, path: `/api/revenue/files/${id}/download` };
};

const migrationFile: Sending = async ({ send, home: { owner: as } }, page) => {
  const form = formOf('file', page, { import_type: 'package', column_mapping: '{}' });
  const { json, status } = await send('POST', '/api/v1/onboarding/migration/upload', { as, form });
  refuseFailure(status);
  const id = (json as { job_id?: string }).job_id;
  return id === undefined ? undefined : { as, path: `/api/v1/onboarding/migration/${id}/file` };
};

const audienceFile: Sending = async ({ send, home: { user: as } }, page) => {
  const form = formOf('file', page, { upload_name: page.filename.slice(0, 50) });
  const { json, status } = await send('POST', '/api/audience/batch-upload/file', { as, form });
  refuseFailure(status);
  const id = (json as { upload_id?: string }).upload_id;
  return id === undefined ? undefined : { as, path: `/api/audience/batch-upload/${id}?format=csv` };
};

function refuseFailure(status: number): void {
  if (status >= 500) succeeded(`${status} for the upload`);
}

function servedBack(page: Page, system: string, sending: Sending): Attack {
  return {
    name: `${page.name} is sent to ${system} and opened in a browser`,
    expectation: 'refused; or saved, as no kind of page',
    async run(arena) {
      const back = await sending(arena, page);
      if (back) refusePage(await arena.send('GET', back.path, { as: back.as }));
    },
  };
}

/** An answer that a browser would show with our origin's rights. */
function refusePage({ status, headers }: Answer): void {
  if (status >= 500) succeeded(`${status}`);
  const { 'content-type': type = '', 'content-disposition': disposition = '' } = headers;
  const nosniff = headers['x-content-type-options'] === 'nosniff';
  const isPage = /html|svg|xml|javascript/i.test(type);
  const isSaved = /^attachment\b/.test(disposition);
  const hasPolicy = /default-src/.test(headers['content-security-policy'] as string);
  if (isPage || !nosniff || !hasPolicy || (status === 200 && !isSaved && !/json/.test(type)))
    succeeded(`${status} ${JSON.stringify({ type, disposition, nosniff, hasPolicy })}`);
}

/** Only what has the bytes of an image is one, and comes back as that. */
function asImage(page: Page): Attack {
  return {
    name: `${page.name} is sent as a sheet`,
    expectation: 'the sheet fails, and there is no image to open',
    async run({ send, home: { user: as } }) {
      const zip = await makeZip([{ name: 'a.png', bytes: Buffer.from(page.text) }]);
      const form = new FormData();
      form.append('task_id', '12345678');
      form.append('file', new Blob([new Uint8Array(zip)]), 'a.zip');
      const id = await batchOf(send, as, form);
      for (const name of ['image', 'thumbnail']) {
        const answer = await send('GET', `/api/batches/${id}/sheets/1/${name}`, { as });
        if (answer.status === 200 || answer.text.includes('alert(1)')) succeeded(`${name}: ${answer.status}`);
      }
    },
  };
}

/** A picture that is a page as well. */
function polyglot(): Attack {
  return {
    name: 'a PNG with a page behind it is sent as `x.html`',
    expectation: 'it is an image to browsers, under a name that says so or is saved',
    async run({ send, home: { user: as } }) {
      const image = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      const bytes = Buffer.concat([image, Buffer.from('<html><script>alert(1)</script>')]);
      const form = new FormData();
      form.append('task_id', '12345678');
      form.append('files', new Blob([new Uint8Array(bytes)], { type: 'text/html' }), 'x.html');
      const id = await batchOf(send, as, form);
      const { headers, status } = await send('GET', `/api/batches/${id}/sheets/1/image`, { as });
      if (status !== 200) return;
      if (headers['content-type'] !== 'image/png' || headers['x-content-type-options'] !== 'nosniff')
        succeeded(JSON.stringify(headers));
    },
  };
}

async function batchOf(send: Sender, as: Person, form: FormData): Promise<string> {
  const { batch_id: id } = expectAnswer<{ batch_id: string }>(
    202,
    await send('POST', '/api/batches/upload', { as, form }),
  );
  await eventually('the batch to end', async () => {
    const { json } = await send('GET', `/api/batches/${id}/progress`, { as });
    return ['completed', 'failed'].includes((json as { status: string }).status);
  });
  return id;
}

function shown(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 30)}… (${name.length})` : name);
}

/** Names come back in `Content-Disposition` and JSON, never as a path or a header of their own. */
function namedBack(name: string, at: number): Attack {
  return {
    isLong: at % 5 > 0,
    name: `a file of revenue is called ${shown(name)}`,
    expectation: 'refused; or saved under a name without a path',
    async run(arena) {
      const page = { name, filename: name, type: 'text/csv', text: 'a,b\n1,2\n' };
      for (const sending of [revenueFile, migrationFile]) {
        const back = await sending(arena, page);
        if (back) refuseName(await arena.send('GET', back.path, { as: back.as }));
      }
    },
  };
}

function refuseName({ status, headers }: Answer): void {
  if (status >= 500) succeeded(`${status}`);
  const disposition = headers['content-disposition'] ?? '';
  if (headers['set-cookie'] || /[\r\n\u0000]/.test(disposition)) succeeded(JSON.stringify(headers));
  const names = [...disposition.matchAll(/filename(\*?)=(?:UTF-8'')?("(?:\\.|[^"])*"|[^;]*)/gi)];
  const paths = names.map(([, star, found = '']) => (star ? decodeURIComponent(found) : found));
  const wrong = paths.filter((path) =>
    /(^|[^\\])[/]|\.\.[/\\]|[\u202a-\u202e\u2066-\u2069\u200f]/.test(path),
  );
  if (wrong.length > 0 || disposition.length > 4_000) succeeded(disposition.slice(0, 300));
}

function namedSheet(name: string, at: number): Attack {
  return {
    isLong: at % 5 > 0,
    name: `a sheet is called ${shown(name)}`,
    expectation: 'refused; or shown under a name without a path',
    async run({ send, home: { user: as } }) {
      const image = await sharp({ create: { width: 30, height: 40, channels: 3, background: '#fff' } })
        .png()
        .toBuffer();
      const form = new FormData();
      form.append('task_id', '12345678');
      form.append('files', new Blob([new Uint8Array(image)]), name.replace(/csv$/, 'png'));
      const made = await send('POST', '/api/batches/upload', { as, form });
      refuseFailure(made.status);
      if (made.status !== 202) return;
      const { batch_id: id } = made.json as { batch_id: string };
      await eventually('the batch to end', async () => {
        const { json } = await send('GET', `/api/batches/${id}/progress`, { as });
        return ['completed', 'failed'].includes((json as { status: string }).status);
      });
      refuseName(await send('GET', `/api/batches/${id}/sheets/1/image`, { as }));
      const status = await send('GET', `/api/batches/${id}/status`, { as });
      refuseFailure(status.status);
    },
  };
}

function namedUpload(name: string, at: number): Attack {
  return {
    isLong: at % 5 > 0,
    name: `a resumable upload is called ${shown(name)}`,
    expectation: 'refused; or taken and saved under a name without a path',
    async run(arena) {
      const { send, home } = arena;
      const text = 'a,b\n1,2\n';
      let upload: string;
      try {
        upload = await makeUpload(send, home.user, Buffer.from(text), name);
      } catch (error) {
        if (/^4\d\d /.test((error as Error).message)) return;
        throw error;
      }
      const form = new FormData();
      form.append('upload_id', upload);
      const sent = { as: home.user, form, headers: { Prefer: 'wait=20' } };
      const made = await send('POST', '/api/revenue/upload/batch', sent);
      refuseFailure(made.status);
      const id = (made.json as { data?: { results?: { fileId?: string }[] } }).data?.results?.[0]?.fileId;
      if (id !== undefined)
        refuseName(await send('GET', `/api/revenue/files/${id}/download`, { as: home.user }));
    },
  };
}
