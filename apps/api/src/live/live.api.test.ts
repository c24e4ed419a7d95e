import { after, before, describe, it } from 'node:test';
import { type SubjectState } from '@sluice/kernel/events';
import { eventually } from '@sluice/kernel/testing';
import { expect } from 'expect';
import Joi from 'joi';
import { type RunningApi, startApi } from '../http/testing/running-api';
import { ANYONE_SIGNED_IN } from '../http/route';
import { eventsRoute, Live } from '.';

const state: SubjectState = {
  version: 1,
  isFinal: false,
  progress: { id: 'x', status: 'processing', processed: 0, failed: 0, total: 1, progress_percentage: 0 },
};

describe('event streams', () => {
  let api: RunningApi;
  let live: Live;
  let url: string;

  before(async () => {
    api = await startApi({
      env: { JWT_ACCESS_TTL_SECONDS: '6' },
      extraRoutes: (deps) => {
        live = new Live({ ...deps, beatEveryMs: 90 });
        const route = {
          path: '/api/test/:id/events',
          access: ANYONE_SIGNED_IN,
          params: Joi.object<{ id: string }>({ id: Joi.string().required() }),
          find: async () => state,
          load: async () => [state],
        };
        return [eventsRoute(route, live)];
      },
    });
    url = `${api.url}/api/test/x/events`;
  });
  after(async () => {
    live.close();
    await api.stop();
  });

  async function open(token: string) {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
    const stream = { status: response.status, text: '', hasEnded: false };
    const read = async (): Promise<void> => {
      for await (const chunk of response.body as ReadableStream<Uint8Array>) {
        stream.text += Buffer.from(chunk).toString();
      }
      stream.hasEnded = true;
    };
    void read();
    return stream;
  }

  it('show signs of life, and end when the token’s time is over', async () => {
    const token = await api.token('user');
    const stream = await open(token);
    expect(stream.status).toBe(200);
    await eventually(
      'signs of life',
      () => stream.text.split('\n').filter((line) => line === ':').length > 3,
    );
    await eventually('the end', () => stream.hasEnded);
    expect(stream.text).not.toContain('event: done');
    expect((await fetch(url, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401);
    await eventually('it to be forgotten', () => live.size === 0 && live.hub.size === 0);
  });

  it('end when the user is disabled', async () => {
    const token = await api.token('agent');
    const stream = await open(token);
    await eventually('the state', () => stream.text.includes('event: status'));
    await api.db.query(`UPDATE users SET disabled_at = now() WHERE username = 'agent'`);
    await eventually('the end', () => stream.hasEnded);
    const claims = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as object;
    expect(claims).toHaveProperty('exp');
    expect((claims as { exp: number }).exp * 1000).toBeGreaterThan(Date.now());
  });

  it('are refused by a process that drains, and ended', async () => {
    const stream = await open(await api.token('owner'));
    await eventually('the state', () => stream.text.includes('event: status'));
    live.close();
    await eventually('the end', () => stream.hasEnded);
    const refused = await fetch(url, { headers: { Authorization: `Bearer ${await api.token('admin')}` } });
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '1']);
  });
});
