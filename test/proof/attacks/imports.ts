import { eventually } from '@sluice/kernel/testing';
import { type Person } from './attack';
import { expectAnswer, type Sender } from './sender';

const BASE = '/api/v1/onboarding';

export interface ImportIds {
  migrationJob: string;
  pendingJob: string;
  package: string;
  jamaah?: string;
  payment?: string;
}

/** Imports of a package that works and one that does not; of owners a pilgrim and a payment as well. */
export async function makeImports(send: Sender, as: Person, marker: string): Promise<ImportIds> {
  // Codes of packages are of the whole tenant.
  const code = `P-${as.role.toUpperCase()}`;
  const header = 'kode_paket,nama_paket,harga,tanggal_berangkat';
  const csv = `${header}\n${code},${marker},1000,2031-01-01\n=1+1,${marker},-1,never\n`;
  const migrationJob = await runImport(send, as, 'package', csv);
  const pendingJob = await uploadImport(send, as, 'package', csv.replace(code, `${code}-2`));
  const [made] = await imported(send, as, 'packages', migrationJob);
  if (as.role !== 'owner') return { migrationJob, pendingJob, package: made as string };
  const email = `${marker}@mail.example`;
  const pilgrims = `nama,paket_id,email\n${marker},${code},${email}\n`;
  const [jamaah] = await imported(send, as, 'jamaah', await runImport(send, as, 'jamaah', pilgrims));
  const payments = `jamaah_id,jumlah,tanggal_bayar,keterangan\n${email},5,2024-01-01,${marker}\n`;
  const [payment] = await imported(send, as, 'payments', await runImport(send, as, 'payment', payments));
  return {
    migrationJob,
    pendingJob,
    package: made as string,
    jamaah: jamaah as string,
    payment: payment as string,
  };
}

/** @returns the id of a job that has not been started */
export async function uploadImport(send: Sender, as: Person, type: string, csv: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([csv]), 'import.csv');
  form.append('import_type', type);
  const sent = await send('POST', `${BASE}/migration/upload`, { as, form });
  return expectAnswer<{ job_id: string }>(200, sent).job_id;
}

/** @returns the id of a job that has ended */
export async function runImport(send: Sender, as: Person, type: string, csv: string): Promise<string> {
  const id = await uploadImport(send, as, type, csv);
  expectAnswer(200, await send('POST', `${BASE}/migration/${id}/start`, { as }));
  await eventually(`import ${id}`, async () => {
    const { json } = await send('GET', `${BASE}/migration/${id}/status`, { as });
    return ['completed', 'failed'].includes((json as { status: string }).status);
  });
  return id;
}

async function imported(send: Sender, as: Person, kind: string, job: string): Promise<string[]> {
  const { data } = expectAnswer<{ data: { id: string }[] }>(
    200,
    await send('GET', `${BASE}/${kind}?migration_job_id=${job}`, { as }),
  );
  if (data.length === 0) throw new Error(`Nothing was imported by ${job}`);
  return data.map(({ id }) => id);
}
