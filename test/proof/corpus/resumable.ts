import { type Bench } from './bench';
import { type CorpusCase, family } from './corpus-case';

const TUS = { 'Tus-Resumable': '1.0.0' };
const BYTES = { ...TUS, 'Content-Type': 'application/offset+octet-stream' };

async function create(bench: Bench, headers: Record<string, string>): Promise<string> {
  const made = await fetch(`${bench.url}/api/uploads`, {
    method: 'POST',
    headers: { ...bench.authorization('user'), ...headers },
  });
  return `${made.status} ${await made.text()}`;
}

async function begun(bench: Bench, bytes: number): Promise<string> {
  const made = await fetch(`${bench.url}/api/uploads`, {
    method: 'POST',
    headers: { ...bench.authorization('user'), ...TUS, 'Upload-Length': String(bytes) },
  });
  await made.arrayBuffer();
  return made.headers.get('Location') as string;
}

async function patch(
  bench: Bench,
  path: string,
  headers: Record<string, string>,
  body = 'x',
): Promise<string> {
  const { status, text } = await bench.request('user', 'PATCH', path, { headers, body });
  return `${status} ${text}`;
}

/** On an upload of ten bytes. */
const patched = (headers: Record<string, string>, body?: string) => async (bench: Bench) =>
  patch(bench, await begun(bench, 10), headers, body);

async function untouched(bench: Bench): Promise<string> {
  const path = await begun(bench, 10);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      patch(bench, path, { ...BYTES, 'Upload-Offset': '0' }, String(n).repeat(10)),
    ),
  );
  const good = answers.filter((answer) => answer.startsWith('204')).length;
  return `${good} of 8, the others ${[...new Set(answers.filter((answer) => !answer.startsWith('204')).map((answer) => answer.slice(0, 3)))].sort().join()}`;
}

async function overwritten(bench: Bench): Promise<string> {
  const path = await begun(bench, 10);
  await patch(bench, path, { ...BYTES, 'Upload-Offset': '0' }, '0123456789');
  return patch(bench, path, { ...BYTES, 'Upload-Offset': '0' }, 'abc');
}

async function deletedMeanwhile(bench: Bench): Promise<string> {
  const path = await begun(bench, 5_000_000);
  const [sent, gone] = await Promise.all([
    patch(bench, path, { ...BYTES, 'Upload-Offset': '0' }, 'x'.repeat(5_000_000)),
    bench.request('user', 'DELETE', path, { headers: TUS }),
  ]);
  const after = await bench.request('user', 'HEAD', path, { headers: TUS });
  const isOne = (sent.startsWith('204') && gone.status !== 500) || gone.status === 204;
  return isOne ? `one of both, then ${after.status}` : `${sent} and ${gone.status}`;
}

export function resumableCases(): CorpusCase[] {
  const REFUSED = /^(400|403|404|409|410|412|413|415|423|460) /;
  const made = (headers: Record<string, string>, verdict = REFUSED) => ({
    send: (b: Bench) => create(b, headers),
    verdict,
  });
  const sent = (headers: Record<string, string>, verdict = REFUSED, body?: string) => ({
    send: patched(headers, body),
    verdict,
  });
  const name = (text: string): string => Buffer.from(text).toString('base64');
  return family('tus', {
    'no version': made({ 'Upload-Length': '10' }, /^412 /),
    'a version nobody speaks': made({ 'Tus-Resumable': '9.9.9', 'Upload-Length': '10' }, /^412 /),
    'no length': made(TUS),
    'a length below zero': made({ ...TUS, 'Upload-Length': '-1' }),
    'a length in words': made({ ...TUS, 'Upload-Length': 'ten' }),
    'a length of half a byte': made({ ...TUS, 'Upload-Length': '1.5' }),
    'a byte more than 10 GiB': made({ ...TUS, 'Upload-Length': String(10 * 2 ** 30 + 1) }, /^413 /),
    'a length beyond all numbers': made({ ...TUS, 'Upload-Length': '9'.repeat(40) }, /^(400|413) /),
    'metadata that is no base64': made({ ...TUS, 'Upload-Length': '10', 'Upload-Metadata': 'filename ***' }),
    'a key of metadata twice': made(
      { ...TUS, 'Upload-Length': '10', 'Upload-Metadata': `filename ${name('a')},filename ${name('b')}` },
      /^(201|400) /,
    ),
    'metadata of ten kilobytes': made(
      { ...TUS, 'Upload-Length': '10', 'Upload-Metadata': `filename ${name('n'.repeat(7_000))}` },
      /^(201|400|431) /,
    ),
    'a name that leads out': made(
      { ...TUS, 'Upload-Length': '10', 'Upload-Metadata': `filename ${name('../../etc/passwd')}` },
      /^(201|400) /,
    ),
    'parts of others put together': made({ ...TUS, 'Upload-Concat': 'final;/api/uploads/a /api/uploads/b' }),
    'a length that comes later': made({ ...TUS, 'Upload-Defer-Length': '1' }, /^(201|400) /),
    'another offset': sent({ ...BYTES, 'Upload-Offset': '5' }, /^409 /),
    'an offset below zero': sent({ ...BYTES, 'Upload-Offset': '-1' }),
    'an offset in words': sent({ ...BYTES, 'Upload-Offset': 'x' }),
    'no offset': sent(BYTES),
    'bytes of another type': sent(
      { ...TUS, 'Upload-Offset': '0', 'Content-Type': 'text/plain' },
      /^(400|415) /,
    ),
    'more than was announced': sent({ ...BYTES, 'Upload-Offset': '0' }, /^(400|413) /, 'x'.repeat(11)),
    'a wrong checksum': sent(
      { ...BYTES, 'Upload-Offset': '0', 'Upload-Checksum': `sha1 ${name('wrong')}` },
      /^(204|400|460) /,
    ),
    'the same bytes by eight at once': { send: untouched, verdict: /^1 of 8, the others (409|423|409,423)$/ },
    'bytes behind the end': { send: overwritten, verdict: /^(403|409|410) / },
    'deleted while it is sent': { send: deletedMeanwhile, verdict: /^one of both, then 4\d\d$/ },
    'an id that is none': {
      send: (b) => patch(b, '/api/uploads/..%2f..%2fetc', { ...BYTES, 'Upload-Offset': '0' }),
      verdict: /^404 /,
    },
    'an id nobody has': {
      send: (b) =>
        patch(b, '/api/uploads/01890000-0000-7000-8000-000000000000', { ...BYTES, 'Upload-Offset': '0' }),
      verdict: /^404 /,
    },
  });
}
