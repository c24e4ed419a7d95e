import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'expect';
import { openChainLog, type ChainEvent } from './chain-log';

const events: ChainEvent[] = [
  { type: 'accepted', tx: '80' },
  { type: 'mined', txid: 'a1', block: 1 },
];

describe('the log of a chain', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-chain-log-'));
    path = join(folder, 'events.jsonl');
    const log = openChainLog(folder);
    for (const event of events) log.append(event);
    log.close();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('forgets a last line that was cut short, and goes on after the one before it', () => {
    appendFileSync(path, '{"type":"mined","tx');
    const log = openChainLog(folder);
    expect(log.past).toEqual(events);
    const next: ChainEvent = { type: 'dropped', txid: 'b2', as: 'unknown' };
    log.append(next);
    log.close();
    const again = openChainLog(folder);
    expect(again.past).toEqual([...events, next]);
    again.close();
    expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
  });

  it('is refused, by name and line, when it is damaged elsewhere', () => {
    appendFileSync(path, '{"type":\n{}\n');
    expect(() => openChainLog(folder)).toThrow(`${path}, line 3 is damaged`);
  });
});
