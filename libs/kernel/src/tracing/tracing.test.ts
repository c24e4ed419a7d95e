import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { AppError } from '../errors';
import { silentLog } from '../log';
import { currentTraceparent, isTracing, openSpan, startTracing, traced, tracedItem, traceFields } from '.';

interface SentSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { intValue?: number | string; stringValue?: string } }[];
  status: { code?: number };
}

interface Sent {
  resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
}

const PARENT = '00-a1b2c3d4e5f60718293a4b5c6d7e8f90-00f067aa0ba902b7-01';

describe('tracing', () => {
  let collector: Server;
  let stop: () => Promise<void>;
  const bodies: string[] = [];

  const spans = (): SentSpan[] =>
    bodies.flatMap((body) =>
      (JSON.parse(body) as Sent).resourceSpans.flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap((scope) => scope.spans),
      ),
    );
  const attributeOf = (span: SentSpan | undefined, name: string): unknown => {
    const value = span?.attributes.find(({ key }) => key === name)?.value;
    return value?.stringValue ?? Number(value?.intValue);
  };

  before(async () => {
    collector = createServer((request, response) => {
      void text(request).then((body) => {
        bodies.push(body);
        response.end('{}');
      });
    });
    await once(collector.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => collector.close());

  it('does nothing until it is started: work is just done', async () => {
    const neverStarted = await startTracing({ config: undefined, service: 'test', log: silentLog });
    expect(isTracing()).toBe(false);
    expect(await traced('work', { parent: PARENT }, async (span) => span.set({ a: 1 }) ?? 'done')).toBe(
      'done',
    );
    expect(await tracedItem('item', {}, async () => currentTraceparent())).toBeUndefined();
    expect([openSpan('span').ids, traceFields()]).toEqual([undefined, undefined]);
    await neverStarted();
  });

  it('carries the trace on through whatever work awaits, and gives it out for jobs and log lines', async () => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] =
      `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    stop = await startTracing({ config: { protocol: 'http/json' }, service: 'test', log: silentLog });
    const [traceparent, fields] = await traced('run', { parent: PARENT }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [currentTraceparent(), traceFields()] as const;
    });
    expect(traceparent).toBe(`00-a1b2c3d4e5f60718293a4b5c6d7e8f90-${fields?.span_id}-01`);
    expect(fields?.trace_id).toBe('a1b2c3d4e5f60718293a4b5c6d7e8f90');
    expect(traceFields()).toBeUndefined();
  });

  it('keeps on not keeping what the client does not want kept, and begins anew after nonsense', async () => {
    const unsampled = PARENT.replace(/01$/, '00');
    expect(await traced('unsampled', { parent: unsampled }, async () => currentTraceparent())).toMatch(
      /^00-a1b2c3d4e5f60718293a4b5c6d7e8f90-[0-9a-f]{16}-00$/,
    );
    for (const parent of [
      null,
      '',
      'x',
      PARENT.replace('00f067aa0ba902b7', '0'.repeat(16)),
      `${PARENT}-more`,
    ]) {
      const own = await traced('nonsense', { parent }, async () => traceFields()?.trace_id);
      expect([parent, own]).toEqual([parent, expect.stringMatching(/^(?!a1b2c3d4)[0-9a-f]{32}$/)]);
    }
  });

  it('makes spans of the first items of a run alone and says how many more there were', async () => {
    await traced('large', { parent: PARENT, hasItems: true }, async () => {
      for (let item = 0; item < 300; item++)
        await tracedItem('item', { 'sluice.item': item }, async () => undefined);
    });
  });

  it('tells the kind of an error and not its message, which may quote what somebody sent', async () => {
    const failure = new AppError('too_many', 400, 'Somchai has too many');
    await expect(traced('failing', {}, () => Promise.reject(failure))).rejects.toBe(failure);
  });

  it('sends what is left when it is stopped', async () => {
    await stop();
    expect(isTracing()).toBe(false);
    const [large] = spans().filter(({ name }) => name === 'large');
    const items = spans().filter(({ name }) => name === 'item');
    expect(items).toHaveLength(256);
    expect(new Set(items.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([large?.spanId]));
    expect(attributeOf(large, 'sluice.items_not_traced')).toBe(44);
    const [failing] = spans().filter(({ name }) => name === 'failing');
    expect([failing?.status.code, attributeOf(failing, 'error.type')]).toEqual([2, 'too_many']);
    expect(spans().filter(({ name }) => name === 'unsampled')).toEqual([]);
    expect(bodies.join()).not.toContain('Somchai');
  });
});
