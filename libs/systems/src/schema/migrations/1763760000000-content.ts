import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Contents, operations on many of them, and the chain calls that these make. */
export class Content1763760000000 implements MigrationInterface {
  name = 'Content1763760000000';

  async up(db: QueryRunner): Promise<void> {
    // Prices are the chain's unsigned 128-bit integers.
    await db.query(`
      CREATE TABLE contents (
        id text PRIMARY KEY,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        creator text NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        content_type text NOT NULL,
        price numeric(39, 0) NOT NULL CHECK (price BETWEEN 0 AND 340282366920938463463374607431768211455),
        token_gating jsonb,
        refundable boolean NOT NULL DEFAULT false,
        refund_window_days integer CHECK (refund_window_days >= 0),
        is_removed boolean NOT NULL DEFAULT false,
        removal_reason text,
        version integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      ) WITH (fillfactor = 80)`);
    await db.query(`CREATE INDEX contents_creator ON contents (creator, created_at, id)`);
    await db.query(`CREATE INDEX contents_tenant ON contents (tenant_id, created_at, id)`);
    await db.query(`
      CREATE TABLE content_batches (
        id uuid PRIMARY KEY,
        tenant_id uuid NOT NULL,
        owner_id uuid NOT NULL,
        creator text NOT NULL,
        operation_type text NOT NULL
          CHECK (operation_type IN ('update-price', 'remove', 'update-metadata', 'revert')),
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'completed', 'failed')),
        parameters jsonb NOT NULL DEFAULT '{}',
        reverts_id uuid REFERENCES content_batches (id),
        total_items integer NOT NULL,
        success_count integer NOT NULL DEFAULT 0,
        failure_count integer NOT NULL DEFAULT 0,
        error_message text,
        cancelled_at timestamptz,
        version integer NOT NULL DEFAULT 0,
        completed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CHECK (success_count + failure_count <= total_items)
      ) WITH (fillfactor = 70)`);
    await db.query(`CREATE INDEX content_batches_creator ON content_batches (creator, id)`);
    await db.query(`CREATE INDEX content_batches_reverts ON content_batches (reverts_id)`);
    await db.query(`
      CREATE TABLE content_batch_items (
        batch_id uuid NOT NULL REFERENCES content_batches (id) ON DELETE CASCADE,
        position integer NOT NULL,
        content_id text NOT NULL,
        repeats_position integer,
        values jsonb,
        expected_version integer,
        status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'succeeded', 'failed')),
        message text,
        error text,
        reason text,
        before jsonb,
        version_after integer,
        txid text,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (batch_id, position)
      ) WITH (fillfactor = 70)`);
    // Its row's lock is what makes signing one at a time; `account_nonce` is the one that the chain wants next.
    await db.query(`
      CREATE TABLE chain_signers (
        address text PRIMARY KEY,
        account_nonce bigint NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT now()
      )`);
    // A call is written down before it is sent: after a crash it is looked up by its txid, never signed again.
    // No foreign key to the signer: checking it would wait for the lock under which others sign.
    // `price_before` is set while its price counts as the content's; `missing_since` while the node does not know it.
    await db.query(`
      CREATE TABLE chain_calls (
        txid text PRIMARY KEY,
        signer text NOT NULL,
        nonce bigint NOT NULL,
        batch_id uuid NOT NULL,
        position integer NOT NULL,
        content_id text NOT NULL,
        price numeric(39, 0) NOT NULL,
        fee bigint NOT NULL,
        transaction bytea NOT NULL,
        state text NOT NULL DEFAULT 'stored'
          CHECK (state IN ('stored', 'accepted', 'confirmed', 'aborted', 'refused', 'dropped')),
        reason text,
        price_before numeric(39, 0),
        missing_since timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        accepted_at timestamptz,
        settled_at timestamptz,
        checked_at timestamptz
      ) WITH (fillfactor = 70)`);
    await db.query(`
      CREATE UNIQUE INDEX chain_calls_nonce ON chain_calls (signer, nonce) WHERE state NOT IN ('refused', 'dropped')`);
    await db.query(`
      CREATE UNIQUE INDEX chain_calls_item ON chain_calls (batch_id, position)
      WHERE state IN ('stored', 'accepted', 'confirmed')`);
    await db.query(`
      CREATE INDEX chain_calls_pending ON chain_calls (signer, nonce) WHERE state IN ('stored', 'accepted')`);
    await db.query(`CREATE INDEX chain_calls_content ON chain_calls (content_id, nonce)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}
