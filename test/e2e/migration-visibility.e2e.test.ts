import { after, before, describe, it } from 'node:test';
import { eventually } from '@sluice/kernel/testing';
import { makePackages } from '@sluice/test/fixtures/pilgrims-packages';
import { makePilgrims } from '@sluice/test/fixtures/pilgrims';
import { startStack, type Stack } from '@sluice/tools/test-stack';
import { expect } from 'expect';
import { EventClient } from './event-client';
import { MigrationClient, type PageBody, type RecordBody } from './migration-client';
import { listenRaw, listenSocketIo, type MigrationListener } from './migration-listener';

const PASSWORD = 'a long password';

describe('migration: who sees what', () => {
  let stack: Stack;
  let a: string;
  let b: string;
  let admin: MigrationClient;
  let owner: MigrationClient;
  /** An agent with a job of their own, made while they were an admin. */
  let agent: MigrationClient;
  let colleague: MigrationClient;
  let user: MigrationClient;
  /** Admin of another tenant. */
  let stranger: MigrationClient;
  let agentsJob: string;
  let adminsJob: string;
  let strangersJob: string;
  const listeners: MigrationListener[] = [];
  const pilgrims = makePilgrims({ rows: 250 });

  before(async () => {
    stack = await startStack({ apis: 2, workers: 1, env: { RATE_LIMIT_MIGRATION: '0' } });
    [a, b] = stack.apis.map(({ url }) => url) as [string, string];
    [admin, owner, user] = await Promise.all([login('admin'), login('owner'), login('user')]);
    const { body: tenant } = await admin.request<{ id: string }>('POST', '/api/tenants', {
      json: { name: 'acme' },
    });
    const agentId = await addUser('becomes-agent', 'admin');
    await addUser('colleague', 'agent');
    await addUser('stranger', 'admin', tenant.id);
    stranger = await MigrationClient.login(a, 'stranger', PASSWORD);
    colleague = await MigrationClient.login(a, 'colleague', PASSWORD);
    const before = await MigrationClient.login(a, 'becomes-agent', PASSWORD);
    for (const client of [admin, stranger])
      await client.import({ importType: 'package', bytes: makePackages(20).bytes() });
    const file = { importType: 'jamaah', bytes: pilgrims.bytes() };
    agentsJob = await before.upload(file);
    adminsJob = await admin.upload({ ...file, bytes: makePilgrims({ rows: 150, firstIndex: 1000 }).bytes() });
    strangersJob = await stranger.upload(file);
    await admin.request('PATCH', `/api/users/${agentId}`, { json: { role: 'agent' } });
    agent = await MigrationClient.login(a, 'becomes-agent', PASSWORD);
  });
  after(async () => {
    for (const listener of listeners) listener.close();
    await stack?.stop();
  });

  const login = (name: string): Promise<MigrationClient> => MigrationClient.login(a, name);

  async function addUser(username: string, role: string, tenant_id?: string): Promise<string> {
    const json = { username, password: PASSWORD, role, tenant_id };
    const { status, body } = await admin.request<{ id: string }>('POST', '/api/users', { json });
    expect(status).toBe(201);
    return body.id;
  }

  const listed = async (client: MigrationClient): Promise<string[]> => {
    const { body } = await client.request<PageBody<{ id: string }>>('GET', '/migration?import_type=jamaah');
    return body.data.map(({ id }) => id).sort();
  };

  it('lists to admins and owners the jobs of their tenant, to agents their own', async () => {
    const ofTenant = [agentsJob, adminsJob].sort();
    expect(await listed(admin)).toEqual(ofTenant);
    expect(await listed(owner.at(b))).toEqual(ofTenant);
    expect(await listed(agent)).toEqual([agentsJob]);
    expect(await listed(colleague)).toEqual([]);
    expect(await listed(stranger)).toEqual([strangersJob]);
    expect((await user.request('GET', '/migration')).status).toBe(403);
  });

  it('shows an agent the own job, refuses a colleague’s, and hides another tenant’s', async () => {
    for (const path of ['', '/status']) {
      const seen = async (client: MigrationClient, id: string): Promise<[number, unknown]> => {
        const { status, body } = await client.request('GET', `/migration/${id}${path}`);
        return [status, body.message];
      };
      expect((await seen(agent, agentsJob))[0]).toBe(200);
      expect((await seen(owner, agentsJob))[0]).toBe(200);
      expect(await seen(agent, adminsJob)).toEqual([403, 'Forbidden']);
      expect(await seen(colleague, agentsJob)).toEqual([403, 'Forbidden']);
      expect(await seen(user, agentsJob)).toEqual([403, 'Forbidden']);
      expect(await seen(stranger, agentsJob)).toEqual([404, 'Job migrasi tidak ditemukan']);
      expect(await seen(agent, strangersJob)).toEqual([404, 'Job migrasi tidak ditemukan']);
    }
  });

  it('lets nobody move what is not theirs to move', async () => {
    const moves = [
      ['POST', '/validate'],
      ['POST', '/start'],
      ['POST', '/rollback'],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['DELETE', ''],
      ['GET', '/errors'],
      ['GET', '/failed-rows.csv'],
    ] as const;
    for (const [method, path] of moves) {
      const asked = async (client: MigrationClient): Promise<number> =>
        (await client.request(method, `/migration/${agentsJob}${path}`)).status;
      expect([path, await asked(agent), await asked(user), await asked(stranger)]).toEqual([
        path,
        403,
        403,
        404,
      ]);
    }
    const upload = { importType: 'jamaah', bytes: pilgrims.bytes() };
    expect([(await agent.send(upload)).status, (await user.send(upload)).status]).toEqual([403, 403]);
    const child = await stranger.send({ ...upload, fields: { parent_job_id: agentsJob } });
    expect([child.status, child.body.message]).toEqual([404, 'Job migrasi tidak ditemukan']);
  });

  it('tells by WebSocket, at any replica, agents of their own jobs and nobody of another tenant’s', async () => {
    const listen = async (client: MigrationClient): Promise<MigrationListener[]> => {
      const opened = await Promise.all([listenRaw(a, client.token), listenSocketIo(b, client.token)]);
      listeners.push(...opened);
      return opened;
    };
    const who = {
      admin: await listen(admin),
      owner: await listen(owner),
      agent: await listen(agent),
      colleague: await listen(colleague),
      stranger: await listen(stranger),
    };
    await expect(listenRaw(b, user.token)).rejects.toThrow('403');
    await expect(listenRaw(b, 'nonsense')).rejects.toThrow('401');
    await admin.run(agentsJob);
    await stranger.at(b).run(strangersJob);
    await admin.run(adminsJob);
    const completedOf = (listener: MigrationListener): unknown[] =>
      listener.heard.filter(({ event }) => event === 'migration:completed').map(({ data }) => data['job_id']);
    // The admin's job ends last: whoever may hear of it has heard of the others.
    for (const listener of [...who.admin, ...who.owner]) {
      await eventually('the last end', () => completedOf(listener).includes(adminsJob));
      expect(completedOf(listener)).toEqual([agentsJob, adminsJob]);
      expect(listener.of('migration:progress', agentsJob).map(({ processed }) => processed)).toEqual([
        100, 200, 250,
      ]);
    }
    for (const listener of who.agent) {
      expect(completedOf(listener)).toEqual([agentsJob]);
      expect(new Set(listener.heard.map(({ data }) => data['job_id']))).toEqual(new Set([agentsJob]));
    }
    for (const listener of who.stranger)
      expect(new Set(listener.heard.map(({ data }) => data['job_id']))).toEqual(new Set([strangersJob]));
    expect(who.colleague.map(({ heard }) => heard)).toEqual([[], []]);
  });

  it('streams events of a job to whoever may look at it, at any replica', async () => {
    const listen = async (client: MigrationClient): Promise<EventClient> =>
      EventClient.open(`${b}/api/v1/onboarding/migration/${agentsJob}/events`, client.authorization);
    for (const client of [admin, owner, agent]) {
      const stream = await listen(client);
      await stream.closed();
      expect([stream.status, stream.events.at(-1)]).toEqual([
        200,
        expect.objectContaining({
          name: 'done',
          data: expect.objectContaining({ status: 'completed', processed: 250, total: 250 }),
        }),
      ]);
    }
    for (const [client, status] of [
      [colleague, 403],
      [user, 403],
      [stranger, 404],
    ] as const) {
      const stream = await listen(client);
      expect([stream.status, stream.events]).toEqual([status, []]);
      stream.cut();
    }
  });

  it('shows what was imported to the people of the tenant alone, and lets agents only look', async () => {
    const [first] = await admin.records('jamaah', `migration_job_id=${agentsJob}`);
    const { id } = first as RecordBody;
    expect(await agent.records('jamaah')).toHaveLength(400);
    expect(await stranger.records('jamaah')).toHaveLength(250);
    expect(await stranger.records('jamaah', `migration_job_id=${agentsJob}`)).toEqual([]);
    const answered = async (client: MigrationClient): Promise<number[]> => {
      const get = await client.request('GET', `/jamaah/${id}`);
      const patch = await client.request('PATCH', `/jamaah/${id}`, { json: { nama: 'Nama Baru' } });
      return [get.status, patch.status];
    };
    expect(await answered(user)).toEqual([403, 403]);
    expect(await answered(stranger)).toEqual([404, 404]);
    expect(await answered(agent)).toEqual([200, 403]);
    expect(await answered(owner)).toEqual([200, 200]);
  });
});
