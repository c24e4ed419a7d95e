import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Imports of CSV files, what is wrong with their rows, and the pilgrims, payments and packages they bring. */
export class CsvMigration1763740000000 implements MigrationInterface {
  name = 'CsvMigration1763740000000';

  async up(db: QueryRunner): Promise<void> {
    await createJobs(db);
    await createFindings(db);
    await createPackages(db);
    await createJamaah(db);
    await createPayments(db);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only run forward');
  }
}

async function createJobs(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE migration_jobs (
      id uuid PRIMARY KEY,
      tenant_id uuid NOT NULL,
      user_id uuid NOT NULL,
      import_type text NOT NULL CHECK (import_type IN ('jamaah', 'payment', 'package')),
      file_name text NOT NULL,
      file_key text NOT NULL,
      file_size bigint NOT NULL,
      status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'validating', 'importing', 'completed', 'failed', 'rolled_back')),
      total_rows integer NOT NULL DEFAULT 0,
      processed_rows integer NOT NULL DEFAULT 0,
      valid_rows integer NOT NULL DEFAULT 0,
      invalid_rows integer NOT NULL DEFAULT 0,
      imported_rows integer NOT NULL DEFAULT 0,
      warning_count integer NOT NULL DEFAULT 0,
      encoding text NOT NULL,
      delimiter text NOT NULL,
      header jsonb NOT NULL,
      column_mapping jsonb NOT NULL,
      error_summary jsonb,
      validation jsonb,
      error_message text,
      parent_job_id uuid REFERENCES migration_jobs (id) ON DELETE SET NULL,
      rollback_summary jsonb,
      version integer NOT NULL DEFAULT 0,
      started_at timestamptz,
      completed_at timestamptz,
      rollback_at timestamptz,
      cancelled_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CHECK (processed_rows = valid_rows + invalid_rows)
    ) WITH (fillfactor = 70)`);
  await db.query(`CREATE INDEX migration_jobs_tenant ON migration_jobs (tenant_id, created_at, id)`);
  await db.query(`CREATE INDEX migration_jobs_user ON migration_jobs (tenant_id, user_id, created_at, id)`);
  await db.query(`CREATE INDEX migration_jobs_status ON migration_jobs (tenant_id, status, created_at, id)`);
  await db.query(
    `CREATE INDEX migration_jobs_type ON migration_jobs (tenant_id, import_type, created_at, id)`,
  );
  await db.query(
    `CREATE INDEX migration_jobs_parent ON migration_jobs (parent_job_id) WHERE parent_job_id IS NOT NULL`,
  );
  await db.query(`CREATE INDEX migration_jobs_keys ON migration_jobs (file_key)`);
  await db.query(`
    CREATE TABLE migration_mappings (
      tenant_id uuid NOT NULL,
      import_type text NOT NULL CHECK (import_type IN ('jamaah', 'payment', 'package')),
      header_fingerprint text NOT NULL,
      header jsonb NOT NULL,
      column_mapping jsonb NOT NULL,
      user_id uuid NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, import_type, header_fingerprint)
    )`);
}

/** No references to the job: Postgres would look it up for every one of a million rows. */
async function createFindings(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE migration_errors (
      id uuid NOT NULL,
      migration_job_id uuid NOT NULL,
      row_number integer NOT NULL,
      error_type text NOT NULL
        CHECK (error_type IN ('missing_required', 'invalid_format', 'duplicate', 'constraint_violation')),
      field_name text,
      error_message text NOT NULL,
      expected_format text,
      received_value text,
      row_data jsonb NOT NULL,
      is_warning boolean NOT NULL DEFAULT false,
      created_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (migration_job_id, row_number, id)
    )`);
  await db.query(`
    CREATE TABLE migration_checked_keys (
      migration_job_id uuid NOT NULL,
      dup_key text COLLATE "C" NOT NULL,
      row_number integer NOT NULL,
      PRIMARY KEY (migration_job_id, dup_key)
    )`);
  await db.query(`
    CREATE TABLE migration_checked_payments (
      migration_job_id uuid NOT NULL,
      jamaah_id uuid NOT NULL,
      mata_uang text NOT NULL,
      amount numeric NOT NULL,
      PRIMARY KEY (migration_job_id, jamaah_id, mata_uang)
    )`);
}

async function createPackages(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE onboarding_packages (
      id uuid NOT NULL,
      tenant_id uuid NOT NULL,
      migration_job_id uuid NOT NULL,
      row_number integer NOT NULL,
      kode_paket text COLLATE "C" NOT NULL,
      nama_paket text NOT NULL,
      harga numeric(15,2) NOT NULL CHECK (harga >= 0),
      tanggal_berangkat date NOT NULL,
      tanggal_pulang date,
      durasi_hari integer,
      kuota integer,
      jenis text,
      mata_uang text NOT NULL DEFAULT 'IDR',
      maskapai text,
      bandara text,
      hotel_makkah text,
      hotel_madinah text,
      bintang_makkah integer,
      bintang_madinah integer,
      harga_quad numeric(15,2),
      harga_triple numeric(15,2),
      harga_double numeric(15,2),
      status text NOT NULL DEFAULT 'aktif',
      deskripsi text,
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, id)
    )`);
  await db.query(
    `CREATE UNIQUE INDEX onboarding_packages_key ON onboarding_packages (tenant_id, kode_paket)`,
  );
  await db.query(
    `CREATE UNIQUE INDEX onboarding_packages_job ON onboarding_packages (migration_job_id, row_number)`,
  );
}

async function createJamaah(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE onboarding_jamaah (
      id uuid NOT NULL,
      tenant_id uuid NOT NULL,
      migration_job_id uuid NOT NULL,
      row_number integer NOT NULL,
      nama text NOT NULL,
      email text COLLATE "C",
      telepon text,
      paket_id uuid NOT NULL,
      nik text COLLATE "C",
      no_paspor text,
      tanggal_terbit_paspor date,
      masa_berlaku_paspor date,
      kota_paspor text,
      tempat_lahir text,
      tanggal_lahir date,
      jenis_kelamin text,
      title text,
      nama_ayah text,
      kewarganegaraan text,
      status_pernikahan text,
      pendidikan text,
      pekerjaan text,
      golongan_darah text,
      alamat text,
      provinsi text,
      kabupaten text,
      kecamatan text,
      kelurahan text,
      kode_pos text,
      nama_mahram text,
      hubungan_mahram text,
      kontak_darurat_nama text,
      kontak_darurat_telepon text,
      jenis_kamar text,
      ukuran_baju text,
      no_bpjs text,
      catatan text,
      dup_key text COLLATE "C" NOT NULL,
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, id)
    )`);
  // Also finds a pilgrim by NIK, as the key of whoever has one begins with it.
  await db.query(
    `CREATE UNIQUE INDEX onboarding_jamaah_key ON onboarding_jamaah (tenant_id, dup_key, paket_id)`,
  );
  await db.query(
    `CREATE INDEX onboarding_jamaah_email ON onboarding_jamaah (tenant_id, email) WHERE email IS NOT NULL`,
  );
  await db.query(`CREATE INDEX onboarding_jamaah_package ON onboarding_jamaah (tenant_id, paket_id, id)`);
  await db.query(
    `CREATE UNIQUE INDEX onboarding_jamaah_job ON onboarding_jamaah (migration_job_id, row_number)`,
  );
}

async function createPayments(db: QueryRunner): Promise<void> {
  await db.query(`
    CREATE TABLE onboarding_payments (
      id uuid NOT NULL,
      tenant_id uuid NOT NULL,
      migration_job_id uuid NOT NULL,
      row_number integer NOT NULL,
      jamaah_id uuid NOT NULL,
      jumlah numeric(15,2) NOT NULL CHECK (jumlah > 0),
      tanggal_bayar date NOT NULL,
      metode_pembayaran text,
      jenis_pembayaran text,
      mata_uang text NOT NULL DEFAULT 'IDR',
      paket_id uuid,
      no_kwitansi text,
      bank text,
      no_referensi text,
      status text NOT NULL DEFAULT 'pending',
      keterangan text,
      kwitansi_key text COLLATE "C",
      referensi_key text COLLATE "C",
      version integer NOT NULL DEFAULT 1,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, id)
    )`);
  await db.query(`
    CREATE UNIQUE INDEX onboarding_payments_kwitansi ON onboarding_payments (tenant_id, kwitansi_key)
    WHERE kwitansi_key IS NOT NULL`);
  await db.query(`
    CREATE UNIQUE INDEX onboarding_payments_referensi ON onboarding_payments (tenant_id, referensi_key)
    WHERE referensi_key IS NOT NULL`);
  await db.query(`CREATE INDEX onboarding_payments_jamaah ON onboarding_payments (tenant_id, jamaah_id, id)`);
  await db.query(`
    CREATE INDEX onboarding_payments_package ON onboarding_payments (tenant_id, paket_id)
    WHERE paket_id IS NOT NULL`);
  await db.query(
    `CREATE UNIQUE INDEX onboarding_payments_job ON onboarding_payments (migration_job_id, row_number)`,
  );
}
