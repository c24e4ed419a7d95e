import { setTimeout as sleep } from 'node:timers/promises';
import { writeDbf } from '@sluice/test/fixtures/dbf-writer';
import { envelopeOf, makeContacts } from '@sluice/test/fixtures/contacts';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { expect } from 'expect';
import { AudienceClient } from '../e2e/audience-client';
import { ContentClient } from '../e2e/content-client';
import { MigrationClient } from '../e2e/migration-client';
import { OmrClient } from '../e2e/omr-client';
import { RevenueClient } from '../e2e/revenue-client';

const PAUSE_MS = 100;
const RECORDS = 60;
const CONTENTS = 20;

/** Sends one small batch, follows it to its end and checks what came of it. */
type Send = (n: number) => Promise<void>;

/**
 * A client of each system that sends one small batch after the other through `url`, polls each to its end, and checks
 * it. What is not as it should be is written down and the next one sent.
 */
export class SteadyLoad {
  readonly failures: string[] = [];
  /** Batches that ended as they should, by system. */
  readonly ended: Record<string, number> = {};
  private isStopping = false;
  private readonly loops: Promise<void>[];

  private constructor(clients: Record<string, Send>) {
    this.loops = Object.entries(clients).map(([system, send]) => this.loop(system, send));
  }

  /** @param zip a few sheets, all of which can be read */
  static async start(url: string, zip: Buffer, sheets: number): Promise<SteadyLoad> {
    return new SteadyLoad({
      omr: await omr(url, zip, sheets),
      revenue: await revenue(url),
      migration: await migration(url),
      audience: await audience(url),
      content: await content(url),
    });
  }

  /** Lets the batches under way end. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.loops);
  }

  private async loop(system: string, send: Send): Promise<void> {
    this.ended[system] = 0;
    for (let n = 1; !this.isStopping; n++) {
      try {
        await send(n);
        this.ended[system] += 1;
      } catch (error) {
        this.failures.push(`${system} ${n}: ${error instanceof Error ? error.message : String(error)}`);
      }
      await sleep(PAUSE_MS);
    }
  }
}

async function omr(url: string, zip: Buffer, sheets: number): Promise<Send> {
  const user = await OmrClient.login(url, 'user');
  return async () => {
    const { status, body } = await user.upload(zip);
    expect(status).toBe(202);
    const end = await user.waitForEnd(body.batch_id);
    expect(end).toMatchObject({ status: 'completed', processed_count: sheets, failed_count: 0 });
  };
}

/** Waits within the request, as far as the service does. */
async function revenue(url: string): Promise<Send> {
  const user = await RevenueClient.login(url, 'user');
  const { dbf: bytes } = writeDbf({
    columns: [{ name: 'HN', type: 'C', width: 8 }],
    records: Array.from({ length: RECORDS }, (_, n) => [`${n}`]),
  });
  return async (n) => {
    const { status, body } = await user.upload({ name: `table-${n}.dbf`, bytes });
    expect([200, 202]).toContain(status);
    const hasEnded = ({ status: word }: { status: string }): boolean => ['completed', 'error'].includes(word);
    let file = await user.file(body.data.fileId);
    while (!hasEnded(file)) {
      await sleep(PAUSE_MS);
      file = await user.file(body.data.fileId);
    }
    expect(file).toMatchObject({ status: 'completed', validRecords: RECORDS, invalidRecords: 0 });
  };
}

async function migration(url: string): Promise<Send> {
  const admin = await MigrationClient.login(url, 'admin');
  return async (n) => {
    const end = await admin.import({ bytes: packagesFile(`R${n}`), importType: 'package' });
    expect(end).toMatchObject({ status: 'completed', imported_rows: RECORDS, invalid_rows: 0 });
  };
}

/** A CSV of packages; their codes begin with `prefix`. */
export function packagesFile(prefix: string): Buffer {
  const text = makePackages(RECORDS).bytes().toString('utf8');
  return Buffer.from(text.replaceAll('UMR-', `${prefix}-`));
}

async function audience(url: string): Promise<Send> {
  const user = await AudienceClient.login(url, 'user');
  const body = envelopeOf(makeContacts({ records: RECORDS }).texts);
  return async () => {
    const { body: made } = await user.upload(body);
    const end = await user.waitForEnd(made.upload_id);
    expect(end).toMatchObject({ processing_status: 'completed', rows_loaded: RECORDS, rows_rejected: 0 });
  };
}

async function content(url: string): Promise<Send> {
  const creator = await ContentClient.login(url);
  const ids = Array.from({ length: CONTENTS }, (_, n) => `rolling-${n}`);
  await creator.makeContents(ids, 1);
  return async (n) => {
    const end = await creator.untilEnded(await creator.updatePrices(ids, n));
    expect(end).toMatchObject({ status: 'completed', successCount: CONTENTS, failureCount: 0 });
  };
}
