import { once } from 'node:events';
import { describe, it } from 'node:test';
import { type FeedEntry, percentageOf, type SubjectState } from '@sluice/kernel/events';
import { expect } from 'expect';
import { parseEventId, SseStream } from './sse-stream';

const TOTAL = 10;

function state(version: number, processed: number, status = 'processing'): SubjectState {
  const isFinal = status !== 'processing';
  const progress_percentage = percentageOf(processed, TOTAL);
  return {
    version,
    isFinal,
    progress: { id: 'batch', status, processed, failed: 0, total: TOTAL, progress_percentage },
  };
}

const entry = (n: number, told: SubjectState, items: object[] = []): FeedEntry => ({
  id: `${n}-0`,
  state: told,
  items,
});

/** What the client has got so far, each event as `name processed id`. */
function got(stream: SseStream): string[] {
  const text = (stream.read() as Buffer | null)?.toString() ?? '';
  return text
    .split('\n\n')
    .filter((block) => block.includes('data:'))
    .map((block) => {
      const name = /^event: (.*)$/m.exec(block)?.[1];
      const data = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] as string) as { processed: number };
      const id = /^id: (.*)$/m.exec(block)?.[1];
      return [name, data.processed, ...(id === undefined ? [] : [id])].join(' ');
    });
}

describe('an event stream', () => {
  it('begins with the present state and goes on with what changes', () => {
    const stream = new SseStream();
    stream.begin({ snapshot: state(3, 2), lastEntryId: '7-0' });
    stream.onEntry(entry(8, state(4, 3), [{ index: 3 }]));
    stream.onEntry(entry(9, state(5, 10, 'completed')));
    expect(got(stream)).toEqual([
      'status 2',
      'progress 2 3.7-0',
      'item 3',
      'progress 3 4.8-0',
      'status 10',
      'progress 10',
      'done 10 5.9-0',
    ]);
  });

  it('tells each client what it has not been told, though all hear the same entry', () => {
    const [early, late, resumed] = [new SseStream(), new SseStream(), new SseStream()];
    early.begin({ snapshot: state(3, 2), lastEntryId: '7-0' });
    late.begin({ snapshot: state(5, 4), lastEntryId: '8-0' });
    const seen = { version: 4, entryId: '7-0' };
    resumed.begin({ snapshot: state(4, 3), resume: { seen, missed: [] } });
    for (const stream of [early, late, resumed]) stream.read();
    const [next, old] = [
      entry(9, state(6, 5), [{ index: 5 }]),
      { state: state(5, 4), items: [{ index: 4 }] },
    ];
    for (const told of [old, next]) for (const stream of [early, late, resumed, early]) stream.onEntry(told);
    expect(got(early)).toEqual([
      'item 4',
      'progress 4 5.7-0',
      'item 4 5.7-0',
      'item 5',
      'progress 5 6.9-0',
      'item 5 6.9-0',
    ]);
    expect(got(late)).toEqual(['item 4 5.8-0', 'item 5', 'progress 5 6.9-0']);
    expect(got(resumed)).toEqual(['item 4', 'status 4', 'progress 4 5.7-0', 'item 5', 'progress 5 6.9-0']);
  });

  it('tells a version once and never goes back, whatever order it is told in', () => {
    const stream = new SseStream();
    stream.onEntry(entry(1, state(4, 4), [{ index: 4 }]));
    stream.begin({ snapshot: state(5, 5) });
    stream.onEntry(entry(2, state(5, 5)));
    stream.onEntry({ state: state(3, 3), items: [] });
    stream.onEntry(entry(3, state(6, 6)));
    expect(got(stream)).toEqual(['status 5', 'progress 5 5.0-0', 'item 5 5.1-0', 'progress 6 6.3-0']);
  });

  it('goes on behind what the client has seen, with nothing twice', () => {
    const stream = new SseStream();
    const missed = [entry(8, state(4, 3), [{ index: 3 }]), entry(9, state(5, 4), [{ index: 4 }])];
    stream.onEntry(missed[1] as FeedEntry);
    stream.onEntry(entry(10, state(6, 5), [{ index: 5 }]));
    const resume = { seen: { version: 3, entryId: '7-0' }, missed };
    stream.begin({ snapshot: state(5, 4), resume });
    expect(got(stream)).toEqual([
      'item 3',
      'status 3',
      'progress 3 4.8-0',
      'item 4',
      'progress 4 5.9-0',
      'item 5',
      'progress 5 6.10-0',
    ]);
  });

  it('tells the end also when the feed has lost it', () => {
    const stream = new SseStream();
    const resume = { seen: { version: 3, entryId: '7-0' }, missed: [] };
    stream.begin({ snapshot: state(9, 10, 'failed'), resume });
    expect(got(stream)).toEqual(['status 10', 'progress 10', 'done 10 9.7-0']);
  });

  it('says nothing after the end', async () => {
    const stream = new SseStream();
    stream.begin({ snapshot: state(9, 10, 'completed') });
    stream.onEntry(entry(10, state(10, 3)));
    stream.beat();
    stream.onGone();
    expect(got(stream)).toHaveLength(3);
    stream.resume();
    await once(stream, 'close');
  });

  it('cuts off a client that does not read, with bounded memory', async () => {
    const stream = new SseStream();
    stream.begin({ snapshot: state(1, 1) });
    const closed = once(stream, 'error');
    for (let n = 0; n < 5_000; n++) stream.onEntry(entry(n, state(n + 2, 1), [{ text: 'x'.repeat(100) }]));
    expect(await closed).toMatchObject([{ code: 'slow_client' }]);
    expect(stream.readableLength).toBeLessThan(300 * 1024);
  });

  it('reads its own ids and no others', () => {
    expect(parseEventId('12.1763640000000-3')).toEqual({ version: 12, entryId: '1763640000000-3' });
    for (const id of [undefined, '', '12', '12.+', '1.2-3 ', `${'9'.repeat(20)}.1-1`, '1.1-1\n']) {
      expect(parseEventId(id)).toBeUndefined();
    }
  });
});
