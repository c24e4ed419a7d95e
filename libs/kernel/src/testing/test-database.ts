import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { testServers } from '../config';

/** The database that the test runner has migrated once; each test file clones it. */
const TEMPLATE = 'sluice_template';

export interface TestDatabase {
  url: string;
  /** Removes it, connections and all. */
  drop(): Promise<void>;
}

/** A fresh, migrated database of one's own: a clone of the template, some tens of milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServers().databaseUrl;
  const name = `sluice_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, async (client) => {
    // CREATE DATABASE … TEMPLATE refuses while another copy is being made: one at a time.
    await client.query('SELECT pg_advisory_lock(7315002)');
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.toString(),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
