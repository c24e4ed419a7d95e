import { EventFeed, EventHub } from '@sluice/kernel/events';
import { silentLog } from '@sluice/kernel/log';
import { connectRedis } from '@sluice/kernel/redis';
import { eventually } from '@sluice/kernel/testing';
import { ndjsonOf } from '@sluice/test/fixtures/contacts';
import { type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { AudienceClient } from './audience-client';
import { EventClient } from './event-client';
import { signIn } from './sign-in';
import { uploadResumably } from './tus-upload';

/** What the programs complain of when a command does not suit the Redis they have. */
const COMPLAINTS =
  /CROSSSLOT|MOVED|did not reach|could not be read|not heard|counted by each process|failed/i;

/** Uses Redis for all that it is used for, and looks that it was: queue, events, locks, counts. */
export async function useAllOfRedis(stack: Stack, texts: readonly string[]): Promise<void> {
  const url = stack.apis[0]?.url as string;
  await expect(signIn(url, 'user', 'not the password')).rejects.toThrow(/401/);
  const user = await AudienceClient.login(url, 'user');
  const bytes = ndjsonOf(texts);
  const file = { filename: 'contacts.ndjson', bytes: bytes.length, blocks: [bytes] };
  const answer = await user.uploadFile({ uploadId: await uploadResumably(url, user.token, file) });
  expect(answer.status).toBe(202);
  const id = answer.body.upload_id;
  const events = await EventClient.open(`${url}/api/audience/batch-upload/${id}/events`, {
    Authorization: `Bearer ${user.token}`,
  });
  expect(await user.waitForEnd(id)).toMatchObject({
    processing_status: 'completed',
    rows_loaded: texts.length,
  });
  await events.closed();
  expect(events.named('done')).toHaveLength(1);
  const [first, second] = [await remaining(url, user.token), await remaining(url, user.token)];
  expect(second).toBe(first - 1);
}

/** That nothing of what the programs asked of Redis was refused. */
export function expectNoComplaints(stack: Stack): void {
  for (const program of [...stack.apis, ...stack.workers]) expect(program.output()).not.toMatch(COMPLAINTS);
}

async function remaining(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/onboarding/migration/templates`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return Number(response.headers.get('X-RateLimit-Remaining'));
}

/** Publishes and listens by Redis alone, never by a look into Postgres. */
export interface Ear {
  /** Resolves when something that was just published has been heard. */
  hears(): Promise<void>;
  close(): void;
}

const NEVER_MS = 600_000;

export async function listenThrough(url: string): Promise<Ear> {
  const redis = connectRedis({ url, role: 'api', log: silentLog });
  await eventually('Redis to be connected', () => redis.status === 'ready');
  const feed = new EventFeed(redis, 'forms', silentLog);
  const hub = new EventHub({ redis, feed, log: silentLog, pollEveryMs: NEVER_MS });
  let published = 0;
  let heard = 0;
  const id = 'subject';
  await hub.watch(id, () => Promise.resolve([]), {
    onEntry: ({ state }) => (heard = state.version),
    onGone: () => undefined,
  });
  return {
    async hears() {
      const before = published;
      await eventually('a message to be heard', async () => {
        const progress = { id, status: 'x', processed: 0, failed: 0, total: 0, progress_percentage: 0 };
        await feed.publish(id, { version: ++published, isFinal: false, progress });
        return heard > before;
      });
    },
    close() {
      hub.close();
      redis.disconnect();
    },
  };
}
