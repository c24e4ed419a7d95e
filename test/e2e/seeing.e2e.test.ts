import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connectDatabase, type Database, rows } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { eventually } from '@sluice/kernel/testing';
import { makeSheetSet } from '@sluice/test/fixtures/sheets';
import { makeZip } from '@sluice/test/fixtures/zips';
import { startStack, type Stack, type StackProgram } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { freezesAtWork } from './freezes-at-work';
import { OmrClient } from './omr-client';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver';

/** This file runs from test/dist/e2e. */
const OPERATIONS = resolve(__dirname, '../../../docs/operations.md');
const SERVER = 2;
const CONSUMER = 5;
const FAILED = 2;
const SHEETS = 40;
/** One that opens the ZIP, and one for each eight sheets. */
const JOBS = 1 + SHEETS / 8;

const TRACE = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const CLIENT_SPAN = '00f067aa0ba902b7';
const UNSAMPLED_TRACE = 'b1b2c3d4e5f60718293a4b5c6d7e8f91';
const PERSON = 'Somchai-Jaidee';

describe('what can be seen of a running fleet', () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  let user: OmrClient;
  let db: Database;
  let metrics: { api: string; worker: string };
  let output: { api: string; worker: string };

  before(async () => {
    receiver = await startOtlpReceiver();
    stack = await startStack({
      env: {
        LEASE_MS: '2000',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
      },
    });
    user = await OmrClient.login(stack.apis[0]?.url as string, 'user');
    db = await connectDatabase({ url: stack.databaseUrl, log: silentLog });
    await makeHistory();
  });
  after(async () => {
    await db?.destroy();
    await stack?.stop();
    receiver?.close();
  });

  /** One upload whose worker is killed, with another worker after it; then an end of all, which sends the last spans. */
  async function makeHistory(): Promise<void> {
    const [api] = stack.apis;
    const [killed] = stack.workers;
    if (!api || !killed) throw new Error('The stack has no API or no worker');
    await ask(api.url, '/api/batches/', { traceparent: `00-${UNSAMPLED_TRACE}-${CLIENT_SPAN}-00` });
    await ask(api.url, '/api/batches/', { traceparent: `00-${'0'.repeat(32)}-${PERSON}-01` });
    const batchId = await upload(api.url);
    // What a worker has not sent yet of its spans is lost with it.
    await eventually('the opening of the ZIP and all admissions to be told', () => {
      return named('omr.open-zip').length > 0 && admissions().length >= JOBS;
    });
    const readsSheets = `SELECT 1 FROM jobs WHERE state = 'running' AND name = 'omr.process-sheets'`;
    await eventually('sheets to be read', () => freezesAtWork(killed, db, readsSheets));
    await killed.kill('SIGKILL');
    // Its spans come when it ends, not before.
    const heir = await stack.addWorker({ OTEL_BSP_SCHEDULE_DELAY: '60000' });
    // Asked of the database: the API prints a line for each request, and only its last lines are kept.
    const done = `SELECT 1 FROM omr_batches WHERE id = $1 AND status = 'completed' AND processed_count = ${SHEETS}`;
    await eventually('the batch to end', async () => (await rows(db, done, [batchId])).length > 0, 60_000);
    await sendBrokenContacts(api.url);
    await eventually('the worker to lead', async () => /^sluice_workers /m.test(await scrape(heir)));
    metrics = { api: await textOf(`${api.url}/metrics`), worker: await scrape(heir) };
    output = { api: api.output(), worker: heir.output() };
    expect(await heir.stop()).toEqual({ code: 0, signal: null });
    expect(await api.stop()).toEqual({ code: 0, signal: null });
  }

  async function ask(baseUrl: string, path: string, headers: Record<string, string>): Promise<void> {
    const { status } = await fetch(`${baseUrl}${path}`, { headers: { ...user.authorization, ...headers } });
    expect(status).toBe(200);
  }

  /** Names and secrets are planted wherever a client can put them. */
  async function upload(baseUrl: string): Promise<string> {
    const sheets = await makeSheetSet({ count: SHEETS, distinct: 2, dpi: 120, taskId: '14900113' });
    const zip = await makeZip(sheets.map((sheet) => ({ ...sheet, name: `${PERSON}/${sheet.name}` })));
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(zip)]), `${PERSON}.zip`);
    form.append('has_qr', 'true');
    const response = await fetch(`${baseUrl}/api/batches/upload?name=${PERSON}&access_token=${user.token}`, {
      method: 'POST',
      headers: {
        ...user.authorization,
        traceparent: `00-${TRACE}-${CLIENT_SPAN}-01`,
        tracestate: `vendor=${PERSON}`,
        baggage: `name=${PERSON}`,
        'X-Request-Id': 'seeing-1',
        'User-Agent': PERSON,
      },
      body: form,
    });
    expect(response.status).toBe(202);
    return ((await response.json()) as { batch_id: string }).batch_id;
  }

  /** A job that ends by an error and says so in the log. */
  async function sendBrokenContacts(baseUrl: string): Promise<void> {
    const form = new FormData();
    form.append('upload_name', PERSON);
    form.append('file', new Blob([`[{"email":"${PERSON}@example.com"}, {"email`]), 'contacts.json');
    const response = await fetch(`${baseUrl}/api/audience/batch-upload/file`, {
      method: 'POST',
      headers: { ...user.authorization, Prefer: 'wait=20' },
      body: form,
    });
    expect(response.status).toBeLessThan(300);
    const ended = `SELECT 1 FROM jobs WHERE name = 'audience.load-records' AND state = 'done'`;
    await eventually('the job to end', async () => (await rows(db, ended)).length > 0);
  }

  const named = (name: string): ReceivedSpan[] => receiver.spans.filter((span) => span.name === name);
  const admissions = (): ReceivedSpan[] => named('admission').filter(({ traceId }) => traceId === TRACE);

  describe('traces', () => {
    it('go on in the trace of the client, from the request to its first job', () => {
      const [request, ...others] = named('POST /api/batches/upload');
      expect(others).toEqual([]);
      expect(request).toMatchObject({
        service: 'sluice-api',
        kind: SERVER,
        traceId: TRACE,
        parentSpanId: CLIENT_SPAN,
        attributes: {
          'http.request.method': 'POST',
          'http.route': '/api/batches/upload',
          'http.response.status_code': 202,
          'sluice.request.id': 'seeing-1',
        },
      });
      const [opening] = named('omr.open-zip');
      expect(opening).toMatchObject({
        service: 'sluice-worker',
        kind: CONSUMER,
        traceId: TRACE,
        parentSpanId: request?.spanId,
        attributes: { 'sluice.job.epoch': 1, 'sluice.job.outcome': 'done', 'sluice.request.id': 'seeing-1' },
      });
    });

    it('show when each job was admitted, in the process that did it', () => {
      const opened = named('omr.open-zip')[0]?.attributes['sluice.job.id'];
      const first = admissions().find(({ attributes }) => attributes['sluice.job.id'] === opened);
      // By whoever was there first.
      expect(first?.service).toMatch(/^sluice-(api|worker)$/);
      expect(first?.attributes).toMatchObject({ 'sluice.queue': 'omr', 'sluice.job.epoch': 1 });
      expect(admissions().length).toBeGreaterThanOrEqual(JOBS);
    });

    it('go on with the jobs that a job adds, and with each of their sheets', () => {
      const [opening] = named('omr.open-zip');
      const pieces = named('omr.process-sheets');
      expect(pieces.length).toBeGreaterThan(0);
      for (const piece of pieces) {
        expect(piece).toMatchObject({ traceId: TRACE, parentSpanId: opening?.spanId });
      }
      const parents = new Set(pieces.map(({ spanId }) => spanId));
      const sheets = named('omr.sheet').filter(({ parentSpanId }) => parents.has(parentSpanId ?? ''));
      expect(sheets.length).toBeGreaterThan(0);
      for (const sheet of sheets) {
        expect(sheet).toMatchObject({ traceId: TRACE, attributes: { 'sluice.item.status': 'processed' } });
      }
    });

    it('go on when a worker is killed, with its job at another worker', () => {
      const again = named('omr.process-sheets').filter(
        ({ attributes }) => attributes['sluice.job.crashes'] === 1,
      );
      expect(again.length).toBeGreaterThan(0);
      for (const { traceId, attributes } of again) {
        expect(traceId).toBe(TRACE);
        expect(attributes['sluice.job.epoch']).toBeGreaterThan(1);
        expect(attributes['sluice.job.outcome']).toBe('done');
      }
    });

    it('begin anew when the client’s is malformed, and are not kept when it says so', () => {
      const lists = named('GET /api/batches');
      expect(lists).toHaveLength(1);
      expect(lists[0]).toMatchObject({ parentSpanId: undefined });
      expect(receiver.spans.filter(({ traceId }) => traceId === UNSAMPLED_TRACE)).toEqual([]);
    });

    it('are found by what the log says', () => {
      const request = lines(output.api).find(({ requestId }) => requestId === 'seeing-1');
      const span = named('POST /api/batches/upload')[0];
      expect(request).toMatchObject({ message: 'request', trace_id: TRACE, span_id: span?.spanId });
      const refused = lines(output.worker).find(({ message }) => message === 'an upload was refused');
      const job = named('audience.load-records')[0];
      expect(refused).toMatchObject({ trace_id: job?.traceId, span_id: job?.spanId });
    });

    it('carry no name, token, password or free text of a client', () => {
      const sent = receiver.raw();
      expect(sent).toContain('POST /api/batches/upload');
      for (const secret of [PERSON, user.token, 'user123', 'access_token', '127.0.0.1', 'contacts.json']) {
        expect([secret, sent.includes(secret)]).toEqual([secret, false]);
      }
      expect(receiver.spans.filter(({ status }) => status === FAILED)).toEqual([]);
    });

    it('hold nothing up when nobody answers who takes them', async () => {
      const deaf = await startOtlpReceiver({ answers: false });
      try {
        const api = await stack.addApi({ OTEL_EXPORTER_OTLP_ENDPOINT: deaf.url });
        await ask(api.url, '/api/batches/', {});
        await eventually('spans to be sent', () => deaf.spans.length > 0);
        await ask(api.url, '/api/batches/', {});
        expect(await api.stop()).toEqual({ code: 0, signal: null });
      } finally {
        deaf.close();
      }
    });
  });

  describe('metrics', () => {
    it('are those of the table in docs/operations.md, on API and workers as it says', () => {
      const documented = documentedMetrics();
      for (const program of ['api', 'worker'] as const) {
        const expected = documented.filter(({ on }) => on.includes(program)).map(({ name }) => name);
        expect([program, ownMetrics(metrics[program])]).toEqual([program, expected.sort()]);
      }
    });

    it('tell of recovered work, of queues on the worker that leads, and of what the process stands on', () => {
      const { api, worker } = metrics;
      expect(worker).toMatch(/^sluice_jobs_recovered_total\{queue="omr",cause="lease_expired"\} [1-9]/m);
      expect(worker).toMatch(
        /^sluice_job_runs_total\{queue="omr",job_name="omr.process-sheets",outcome="poison"\} 0$/m,
      );
      expect(worker).toMatch(/^sluice_admission_wait_seconds_count\{queue="omr"\} [1-9]/m);
      expect(worker).toMatch(/^sluice_dispatcher_leader 1$/m);
      expect(worker).toMatch(/^sluice_worker_job_slots 15$/m);
      for (const text of [api, worker]) {
        expect(text).toMatch(/^sluice_workers [12]$/m);
        for (const dependency of ['postgres', 'redis', 'storage'])
          expect(text).toContain(`sluice_dependency_up{dependency="${dependency}"} 1`);
        expect(text).toMatch(/^sluice_postgres_pool_max 10$/m);
        // Not even what the scrape itself asks for.
        expect(text).toMatch(/^sluice_postgres_pool_waiting 0$/m);
        expect(text).toMatch(/^sluice_store_free_bytes [1-9]/m);
        expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
      }
      expect(api).toMatch(/^sluice_logins_total\{outcome="success"\} 1$/m);
    });
  });
});

/** Rows of the table: `name`, type, labels, on (`API`, `worker`). */
function documentedMetrics(): { name: string; on: string[] }[] {
  const text = readFileSync(OPERATIONS, 'utf8');
  return [...text.matchAll(/^\| `((?:sluice|http)_\w+)`\s*\|[^|]*\|[^|]*\| ([^|]*?)\s*\|/gm)].map(
    ([, name, on]) => ({ name: name as string, on: (on as string).toLowerCase().split(', ') }),
  );
}

/** Those that are not prom-client's own of the process. */
function ownMetrics(text: string): string[] {
  const names = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name as string);
  return names.filter((name) => !/^(process|nodejs)_/.test(name)).sort();
}

async function textOf(url: string): Promise<string> {
  return (await fetch(url)).text();
}

/** A worker logs where its metrics are. */
async function scrape(worker: StackProgram): Promise<string> {
  const ready = lines(worker.output()).find(({ message }) => message === 'ready');
  return textOf(`http://127.0.0.1:${String(ready?.['port'])}/metrics`);
}

function lines(output: string): Record<string, unknown>[] {
  return output.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Record<string, unknown>];
    } catch {
      return [];
    }
  });
}
