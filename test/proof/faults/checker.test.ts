import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database } from '@sluice/kernel/db';
import { silentLog } from '@sluice/kernel/log';
import { createFileStore, newFileKey, recordFiles } from '@sluice/kernel/storage';
import { createTestDatabase, type TestDatabase } from '@sluice/kernel/testing';
import { type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { check } from './checker';
import { type Operation } from './client';
import { violationsOf } from './figures';
import { History } from './history';
import { type Kind, type Seen } from './kinds/kind';
import { strayFiles } from './leftovers';

/** What the database is made to say of an operation. */
interface Outcome {
  made?: number;
  differences?: string[];
}

describe('the checker of faults', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-checker-'));
  let history: History;

  beforeEach(() => {
    history = new History(join(folder, 'history.jsonl'));
  });
  after(() => rmSync(folder, { recursive: true }));

  function operation({ made = 1, differences = [] }: Outcome, more: Partial<Operation> = {}): Operation {
    const kind = {
      system: 'omr',
      statuses: ['processing', 'completed'],
      made: () => Promise.resolve(made),
      check: () => Promise.resolve(differences),
    } as unknown as Kind;
    const planned = { tag: 'omr-1', moves: [], isDoubled: false };
    return { id: 'omr-1', kind, planned, subject: 'b1', otherSubjects: [], hasEnded: true, ...more };
  }

  async function violations(one: Operation): Promise<string[]> {
    const verdicts = await check({} as Database, [one], history, 0);
    return violationsOf({ ...verdicts, crashes: [], leaks: [] });
  }

  function see(...seen: Partial<Seen & { move: string }>[]): void {
    const usual = {
      move: 'end',
      status: 'processing',
      processed: 0,
      failed: 0,
      total: 10,
      percentage: 0,
      hasEnded: false,
    };
    for (const one of seen) history.note('observed', 'omr-1', { ...usual, ...one });
  }

  it('has nothing against what is as it should be', async () => {
    see(
      { processed: 3, percentage: 30 },
      { processed: 9, failed: 1, percentage: 100, status: 'completed', hasEnded: true },
    );
    expect(await violations(operation({}))).toEqual([]);
  });

  it('finds what was accepted and is not there, or has not ended', async () => {
    expect(await violations(operation({ made: 0 }))).toEqual([
      expect.stringMatching(/^lost: .* is not there/),
    ]);
    expect(await violations(operation({}, { hasEnded: false }))).toEqual([
      expect.stringMatching(/^lost: .* has not ended/),
    ]);
  });

  it('finds two batches of one request, and two answers to it', async () => {
    expect(await violations(operation({ made: 2 }))).toEqual([
      expect.stringMatching(/^doubled: .* 2 batches/),
    ]);
    expect(await violations(operation({}, { otherSubjects: ['b2'] }))).toEqual([
      expect.stringMatching(/^doubled: .*b1 and b2/),
    ]);
  });

  it('finds another outcome than the input asks for, answers nobody should get, and 500s', async () => {
    expect(await violations(operation({ differences: ['status is failed'] }))).toEqual([
      expect.stringMatching(/^wrong: .*failed/),
    ]);
    history.note('refused', 'omr-1', { status: 400 });
    history.note('unknown', 'omr-1', { error: 'a 500', status: 500 });
    history.note('unknown', 'omr-1', { error: 'a 503', status: 503 });
    history.note('unknown', 'omr-1', { error: 'a broken connection', status: null });
    expect(await violations(operation({}))).toEqual([
      expect.stringMatching(/^wrong: .*400/),
      expect.stringMatching(/^errors: .*a 500/),
    ]);
  });

  it('finds progress that falls, ends that are none, counts too high and words nobody has', async () => {
    see({ processed: 5, percentage: 50 }, { processed: 4, percentage: 40 });
    see(
      { status: 'completed', processed: 8, percentage: 80, hasEnded: true },
      { status: 'processing', processed: 8, percentage: 80 },
    );
    see({ processed: 8, failed: 3, percentage: 101 }, { status: 'lost', processed: 8, percentage: 80 });
    expect(
      (await violations(operation({}))).map((text) => text.replace(/^illegal: omr-1 at \d+ ms: /, '')),
    ).toEqual([
      'processed fell from 5 to 4',
      'percentage fell from 50 to 40',
      'it had ended as completed and is processing',
      '8 + 3 are more than 10',
      'it is at 101 %',
      'the status is lost',
    ]);
  });

  it('takes the time from the end of the fault to the end of what was accepted before', async () => {
    history.note('accepted', 'omr-1');
    history.note('accepted', 'omr-2');
    const faultEndedAtMs = history.nowMs;
    while (history.nowMs < faultEndedAtMs + 5) await Promise.resolve();
    history.note('ended', 'omr-1');
    const { recoveryMs } = await check({} as Database, [], history, faultEndedAtMs);
    expect(recoveryMs).toBe((history.happenings.at(-1)?.atMs ?? 0) - faultEndedAtMs);
    expect(recoveryMs).toBeGreaterThanOrEqual(5);
  });

  describe('of files', () => {
    let database: TestDatabase;
    let db: Database;

    before(async () => {
      database = await createTestDatabase();
      db = await connectDatabase({ url: database.url, log: silentLog });
    });
    after(async () => {
      await db?.destroy();
      await database?.drop();
    });

    it('finds files that are missing or changed, and sweeps what is nobody’s', async () => {
      const storageDir = join(folder, 'files');
      mkdirSync(storageDir);
      const store = createFileStore(pathToFileURL(storageDir).href);
      const put = async (text: string) => store.put(newFileKey('omr'), Readable.from([Buffer.from(text)]));
      const [sound, changed, missing, stray] = await Promise.all(['a', 'b', 'c', 'd'].map(put));
      if (!sound || !changed || !missing || !stray) throw new Error('The files are not there');
      await recordFiles(db, [sound, changed, missing]);
      const stack = { storageDir } as Stack;
      expect(await strayFiles(db, stack)).toEqual([]);
      await expect(store.size(stray.key)).rejects.toThrow(/no file/);
      writeFileSync(join(storageDir, changed.key), 'x');
      await store.delete(missing.key);
      expect((await strayFiles(db, stack)).sort()).toEqual(
        [
          `${changed.key} has other bytes than were recorded`,
          `${missing.key} is recorded and not there`,
        ].sort(),
      );
    });
  });
});
